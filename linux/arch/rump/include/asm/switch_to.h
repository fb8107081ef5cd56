/* SPDX-License-Identifier: GPL-2.0 */
/* The change from one task's kernel stack to another's (kernel/switch.S, kernel/process.c). */
#ifndef _ASM_RUMP_SWITCH_TO_H
#define _ASM_RUMP_SWITCH_TO_H

struct task_struct;

/* Returns in next's context, with the task that ran before it. */
struct task_struct *__switch_to_asm(struct task_struct *previous, struct task_struct *next);
struct task_struct *__switch_to(struct task_struct *previous, struct task_struct *next);

/* What __switch_to_asm() pushes, lowest address first. */
struct switch_frame {
	unsigned long r15, r14, r13, r12, bx, bp;
	unsigned long return_address;
};

/* First return address of a new task; bx: function of a kernel thread or 0, r12: its argument. */
extern char task_begin[];

#define switch_to(previous, next, last) ((last) = __switch_to_asm((previous), (next)))

#endif
