// SPDX-License-Identifier: GPL-2.0
/* Tasks: how they come to be, start a program, and end. */
#include <linux/elf.h>
#include <linux/mm.h>
#include <linux/personality.h>
#include <linux/ptrace.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include <asm/exec.h>
#include <asm/fpu.h>
#include <asm/switch_to.h>
#include "task.h"

int arch_dup_task_struct(struct task_struct *child, struct task_struct *parent)
{
	*child = *parent;
	child->thread.fpu = NULL;
	return 0;
}

void arch_release_task_struct(struct task_struct *task)
{
	fpu_free(task);
}

/* The first __switch_to_asm() to a new task pops this and goes to task_begin. */
static struct switch_frame *prepare_switch(struct task_struct *child)
{
	struct switch_frame *frame = (struct switch_frame *)task_pt_regs(child) - 1;

	*frame = (struct switch_frame){ .return_address = (unsigned long)task_begin };
	child->thread.sp = (unsigned long)frame;
	return frame;
}

static void copy_debug(struct task_struct *child)
{
	child->thread.debug = (struct thread_debug){};
	clear_tsk_thread_flag(child, TIF_DEBUG);
}

static void copy_kernel_thread(struct task_struct *child, const struct kernel_clone_args *args)
{
	struct switch_frame *frame = prepare_switch(child);

	frame->bx = (unsigned long)args->fn;
	frame->r12 = (unsigned long)args->fn_arg;
	*task_pt_regs(child) = (struct pt_regs){
		.orig_ax = -1,
		.cs = HYPER_PROGRAM_CS,
		.ss = HYPER_PROGRAM_SS,
		.flags = HYPER_FLAGS_IF | X86_EFLAGS_FIXED,
	};
	child->thread.fs_base = 0;
	child->thread.gs_base = 0;
}

static int copy_program(struct task_struct *child, const struct kernel_clone_args *args)
{
	struct pt_regs *regs = task_pt_regs(child);

	prepare_switch(child);
	*regs = *current_pt_regs();
	regs->ax = 0;
	if (args->stack)
		regs->sp = args->stack;
	child->thread.fs_base = task_fs_base(current);
	child->thread.gs_base = task_gs_base(current);
	if (!(args->flags & CLONE_SETTLS))
		return 0;
	if (args->tls >= TASK_SIZE_MAX)
		return -EPERM;
	child->thread.fs_base = args->tls;
	return 0;
}

int copy_thread(struct task_struct *child, const struct kernel_clone_args *args)
{
	int error = 0;

	copy_debug(child);
	if (args->fn)
		copy_kernel_thread(child, args);
	else
		error = copy_program(child, args);
	if (error || child->flags & PF_KTHREAD)
		return error;
	return fpu_clone(child, args->fn != NULL);
}

/* The old program is gone, the new one has not begun. */
void flush_thread(void)
{
	struct thread_struct *thread = &current->thread;

	debug_reset_current();
	thread->fault_address = 0;
	thread->error_code = 0;
	thread->trap_nr = 0;
	fpu_reset_current();
}

void arch_setup_new_exec(void)
{
	task_set_fs_base(current, 0);
	task_set_gs_base(current, 0);
}

void elf_clear_registers(struct pt_regs *regs)
{
	*regs = (struct pt_regs){
		.ax = regs->ax,
		.orig_ax = regs->orig_ax,
		.ip = regs->ip,
		.cs = regs->cs,
		.flags = regs->flags,
		.sp = regs->sp,
		.ss = regs->ss,
	};
}

void start_thread(struct pt_regs *regs, unsigned long ip, unsigned long sp)
{
	regs->ip = ip;
	regs->sp = sp;
	regs->cs = HYPER_PROGRAM_CS;
	regs->ss = HYPER_PROGRAM_SS;
	regs->flags = HYPER_FLAGS_IF | X86_EFLAGS_FIXED;
}

unsigned long arch_align_stack(unsigned long sp)
{
	if (!(current->personality & ADDR_NO_RANDOMIZE) && randomize_va_space)
		sp -= get_random_u32_below(8192);
	return sp & ~0xfUL;
}

static bool outside_scheduler(void *cookie, unsigned long address)
{
	if (in_sched_functions(address))
		return true;
	*(unsigned long *)cookie = address;
	return false;
}

unsigned long __get_wchan(struct task_struct *task)
{
	unsigned long address = 0;

	if (!try_get_task_stack(task))
		return 0;
	arch_stack_walk(outside_scheduler, &address, task, NULL);
	put_task_stack(task);
	return address;
}
