// SPDX-License-Identifier: GPL-2.0
/* Register sets of a task, for tracers and core dumps, as x86-64 lays them out. */
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <asm/fpu.h>
#include <asm/processor-flags.h>
#include <asm/user.h>
#include "regset.h"
#include "task.h"

#define SELECTOR_PRIVILEGE 3
#define FEATURES_LEGACY 3

#define FLAGS_SETTABLE \
	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF | \
	 X86_EFLAGS_TF | X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_RF | X86_EFLAGS_AC)

/* The frame is the first part of what tracers see. */
static_assert(sizeof(struct pt_regs) == offsetof(struct user_regs_struct, fs_base));
static_assert(offsetof(struct pt_regs, orig_ax) == offsetof(struct user_regs_struct, orig_ax));
static_assert(offsetof(struct pt_regs, ss) == offsetof(struct user_regs_struct, ss));

/* General registers ------------------------------------------------------------------------ */

void general_get(struct task_struct *task, struct user_regs_struct *to)
{
	memset(to, 0, sizeof(*to));
	memcpy(to, task_pt_regs(task), sizeof(struct pt_regs));
	if (test_tsk_thread_flag(task, TIF_FORCED_TF))
		to->flags &= ~X86_EFLAGS_TF;
	to->fs_base = task_fs_base(task);
	to->gs_base = task_gs_base(task);
}

static bool data_selector_valid(unsigned long selector)
{
	return !selector || (selector & SELECTOR_PRIVILEGE) == SELECTOR_PRIVILEGE;
}

/*
 * Code and stack segment are the one pair there is, and data segments have no meaning; what
 * lies in the upper half is not the program's.
 */
static bool general_valid(const struct user_regs_struct *from)
{
	return from->cs == HYPER_PROGRAM_CS && from->ss == HYPER_PROGRAM_SS &&
	       data_selector_valid(from->ds) && data_selector_valid(from->es) &&
	       data_selector_valid(from->fs) && data_selector_valid(from->gs) &&
	       from->ip < TASK_SIZE_MAX && from->sp < TASK_SIZE_MAX &&
	       from->fs_base < TASK_SIZE_MAX && from->gs_base < TASK_SIZE_MAX;
}

/* A tracer that steps keeps its trap flag; one that it writes itself is the program's. */
static unsigned long merge_flags(struct task_struct *task, unsigned long old, unsigned long new)
{
	if (new & X86_EFLAGS_TF)
		clear_tsk_thread_flag(task, TIF_FORCED_TF);
	else if (test_tsk_thread_flag(task, TIF_FORCED_TF))
		new |= X86_EFLAGS_TF;
	return (old & ~FLAGS_SETTABLE) | (new & FLAGS_SETTABLE);
}

int general_set(struct task_struct *task, const struct user_regs_struct *from)
{
	struct pt_regs *regs = task_pt_regs(task);
	unsigned long flags = regs->flags;

	if (!general_valid(from))
		return -EIO;
	memcpy(regs, from, sizeof(*regs));
	regs->flags = merge_flags(task, flags, from->flags);
	task_set_fs_base(task, from->fs_base);
	task_set_gs_base(task, from->gs_base);
	return 0;
}

static int get_general(struct task_struct *task, const struct user_regset *regset,
		       struct membuf to)
{
	struct user_regs_struct registers;

	general_get(task, &registers);
	return membuf_write(&to, &registers, sizeof(registers));
}

static int set_general(struct task_struct *task, const struct user_regset *regset,
		       unsigned int position, unsigned int count, const void *kernel_buffer,
		       const void __user *buffer)
{
	struct user_regs_struct registers;
	int error;

	general_get(task, &registers);
	error = user_regset_copyin(&position, &count, &kernel_buffer, &buffer, &registers, 0,
				   sizeof(registers));
	return error ? error : general_set(task, &registers);
}

/* x87 and SSE ------------------------------------------------------------------------------ */

static int get_legacy(struct task_struct *task, const struct user_regset *regset,
		      struct membuf to)
{
	const struct fpu_state *state = fpu_read(task);

	if (!state)
		return -ENODEV;
	membuf_write(&to, &state->legacy, offsetof(struct fpu_legacy, software));
	return membuf_zero(&to, sizeof(state->legacy.software));
}

static int set_legacy(struct task_struct *task, const struct user_regset *regset,
		      unsigned int position, unsigned int count, const void *kernel_buffer,
		      const void __user *buffer)
{
	struct fpu_state *state = fpu_write(task);
	struct fpu_legacy legacy;
	int error;

	if (!state)
		return -ENODEV;
	legacy = state->legacy;
	error = user_regset_copyin(&position, &count, &kernel_buffer, &buffer, &legacy, 0,
				   sizeof(legacy));
	if (error)
		return error;
	if (legacy.mxcsr & ~fpu_format.mxcsr_mask)
		return -EINVAL;
	state->legacy = legacy;
	state->header.features |= FEATURES_LEGACY;
	return 0;
}

/* Everything that XSAVE saves --------------------------------------------------------------- */

static int extended_active(struct task_struct *task, const struct user_regset *regset)
{
	return fpu_format.xsave && task->thread.fpu ? regset->n : 0;
}

/* Of the bytes left to software, readers want the first eight: the features that exist. */
static int get_extended(struct task_struct *task, const struct user_regset *regset,
			struct membuf to)
{
	const struct fpu_state *state = fpu_read(task);
	u64 software[sizeof(state->legacy.software) / sizeof(u64)] = { fpu_format.features };

	if (!state || !fpu_format.xsave)
		return -ENODEV;
	membuf_write(&to, &state->legacy, offsetof(struct fpu_legacy, software));
	membuf_write(&to, software, sizeof(software));
	return membuf_write(&to, &state->header,
			    fpu_format.size - offsetof(struct fpu_state, header));
}

static int set_extended(struct task_struct *task, const struct user_regset *regset,
			unsigned int position, unsigned int count, const void *kernel_buffer,
			const void __user *buffer)
{
	struct fpu_state *state = fpu_write(task);
	struct fpu_state *copy;
	int error;

	if (!state || !fpu_format.xsave)
		return -ENODEV;
	if (position || count != fpu_format.size)
		return -EFAULT;
	copy = kvmalloc(fpu_format.size, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	error = user_regset_copyin(&position, &count, &kernel_buffer, &buffer, copy, 0, -1);
	if (!error && !fpu_valid(copy))
		error = -EINVAL;
	if (!error)
		memcpy(state, copy, fpu_format.size);
	kvfree(copy);
	return error;
}

/* The view --------------------------------------------------------------------------------- */

static struct user_regset regsets[] __ro_after_init = {
	[REGSET_GENERAL] = {
		.core_note_type = NT_PRSTATUS,
		.n = sizeof(struct user_regs_struct) / sizeof(long),
		.size = sizeof(long),
		.align = sizeof(long),
		.regset_get = get_general,
		.set = set_general,
	},
	[REGSET_LEGACY] = {
		.core_note_type = NT_PRFPREG,
		.n = sizeof(struct user_i387_struct) / sizeof(long),
		.size = sizeof(long),
		.align = sizeof(long),
		.regset_get = get_legacy,
		.set = set_legacy,
	},
	[REGSET_EXTENDED] = {
		.core_note_type = NT_X86_XSTATE,
		.size = sizeof(u64),
		.align = sizeof(u64),
		.active = extended_active,
		.regset_get = get_extended,
		.set = set_extended,
	},
};

static const struct user_regset_view view = {
	.name = "x86_64",
	.e_machine = EM_X86_64,
	.regsets = regsets,
	.n = ARRAY_SIZE(regsets),
};

const struct user_regset_view *task_user_regset_view(struct task_struct *task)
{
	return &view;
}

static int __init regset_init(void)
{
	regsets[REGSET_EXTENDED].n = fpu_format.size / sizeof(u64);
	return 0;
}
early_initcall(regset_init);
