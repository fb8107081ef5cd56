/* SPDX-License-Identifier: GPL-2.0 */
/* The running task, from the per-CPU block. */
#ifndef _ASM_RUMP_CURRENT_H
#define _ASM_RUMP_CURRENT_H

#include <rumproast/x86/cpu.h>

#ifndef __ASSEMBLY__

#include <linux/compiler.h>

struct task_struct;

/* Not volatile: a task never sees another value, on whichever vCPU it reads it. */
static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *task;

	asm("movq %%gs:%c1, %0" : "=r"(task) : "i"(HYPER_CPU_CURRENT));
	return task;
}

#define current get_current()

#endif /* __ASSEMBLY__ */
#endif
