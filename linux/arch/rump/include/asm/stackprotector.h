/* SPDX-License-Identifier: GPL-2.0 */
/* The canary is where gcc expects it: 40 bytes behind %gs, which is hyper_cpu.canary. */
#ifndef _ASM_RUMP_STACKPROTECTOR_H
#define _ASM_RUMP_STACKPROTECTOR_H

#include <linux/sched.h>
#include <rumproast/x86/cpu.h>

static_assert(HYPER_CPU_CANARY == 40);

/* Only from functions that never return: their own canary changes under them. */
static __always_inline void boot_init_stack_canary(void)
{
	unsigned long canary = get_random_canary();

	current->stack_canary = canary;
	hyper_this_cpu()->canary = canary;
}

#endif
