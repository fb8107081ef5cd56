/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_SOFTIRQ_STACK_H
#define _ASM_RUMP_SOFTIRQ_STACK_H

/* Runs pending softirqs on this vCPU's stack for them; a deep task stack has no room left. */
void do_softirq_own_stack(void);

#endif
