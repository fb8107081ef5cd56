/* SPDX-License-Identifier: GPL-2.0 */
/* The port's part of the way back to a program. */
#ifndef _ASM_RUMP_ENTRY_COMMON_H
#define _ASM_RUMP_ENTRY_COMMON_H

#include <asm/fpu.h>
#include <asm/stacktrace.h>

static __always_inline void arch_exit_to_user_mode_prepare(struct pt_regs *regs,
							    unsigned long ti_work)
{
	if (unlikely(ti_work & _TIF_NEED_FPU_LOAD))
		fpu_load_current();
}
#define arch_exit_to_user_mode_prepare arch_exit_to_user_mode_prepare

#endif
