/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_MMU_CONTEXT_H
#define _ASM_RUMP_MMU_CONTEXT_H

#include <linux/mm_types.h>
#include <linux/sched.h>
#include <asm/page.h>
#include <rumproast/x86/cpu.h>

static inline void switch_mm(struct mm_struct *prev, struct mm_struct *next,
			     struct task_struct *task)
{
	if (prev != next)
		hyper_x86_load_root(__pa(next->pgd));
}

#define activate_mm(prev, next) switch_mm(prev, next, NULL)

#include <asm-generic/mm_hooks.h>
#include <asm-generic/mmu_context.h>

#endif
