/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_TIMEX_H
#define _ASM_RUMP_TIMEX_H

#include <rumproast/x86/cpu.h>

typedef unsigned long cycles_t;

/* A source of entropy; time itself is the hypercall layer's clock. */
#define get_cycles get_cycles
static inline cycles_t get_cycles(void)
{
	return hyper_cycles();
}

#endif
