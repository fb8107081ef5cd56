/* SPDX-License-Identifier: GPL-2.0 */
/* The registers of whatever was interrupted: struct hyper_frame under Linux' own name. */
#ifndef _ASM_RUMP_PTRACE_H
#define _ASM_RUMP_PTRACE_H

#include <uapi/asm/ptrace.h>
#include <rumproast/x86/cpu.h>

#ifndef __ASSEMBLY__

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct task_struct;

struct pt_regs {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bp;
	unsigned long bx;
	unsigned long r11;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax; /* system call number, or -1 */
	unsigned long ip;
	unsigned long cs;
	unsigned long flags;
	unsigned long sp;
	unsigned long ss;
};

static_assert(sizeof(struct pt_regs) == HYPER_FRAME_SIZE);
static_assert(sizeof(struct hyper_frame) == HYPER_FRAME_SIZE);
static_assert(offsetof(struct pt_regs, bp) == offsetof(struct hyper_frame, bp));
static_assert(offsetof(struct pt_regs, ax) == offsetof(struct hyper_frame, ax));
static_assert(offsetof(struct pt_regs, di) == offsetof(struct hyper_frame, di));
static_assert(offsetof(struct pt_regs, orig_ax) == offsetof(struct hyper_frame, orig_ax));
static_assert(offsetof(struct pt_regs, ip) == offsetof(struct hyper_frame, ip));
static_assert(offsetof(struct pt_regs, sp) == offsetof(struct hyper_frame, sp));

/* The one place where the two names meet. */
static __always_inline struct pt_regs *frame_regs(struct hyper_frame *frame)
{
	return (struct pt_regs *)frame;
}

/* Whether a program was interrupted; the host side writes cs (rumproast/x86/cpu.h). */
#define user_mode(regs) (((regs)->cs & 3) != 0)

#define instruction_pointer(regs) ((regs)->ip)
#define user_stack_pointer(regs) ((regs)->sp)
#define kernel_stack_pointer(regs) ((regs)->sp)
#define frame_pointer(regs) ((regs)->bp)
#define profile_pc(regs) instruction_pointer(regs)

static inline void instruction_pointer_set(struct pt_regs *regs, unsigned long ip)
{
	regs->ip = ip;
}

static inline unsigned long regs_return_value(struct pt_regs *regs)
{
	return regs->ax;
}

static inline void regs_set_return_value(struct pt_regs *regs, unsigned long value)
{
	regs->ax = value;
}

static __always_inline bool regs_irqs_disabled(struct pt_regs *regs)
{
	return !(regs->flags & HYPER_FLAGS_IF);
}

#define arch_has_single_step() (1)

/* SIGTRAP for a step over a system call. */
#define ARCH_HAS_USER_SINGLE_STEP_REPORT

long ptrace_arch_prctl(struct task_struct *task, int option, unsigned long argument);

#endif /* __ASSEMBLY__ */
#endif
