/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stolen time: how long a vCPU wanted to run and was not let. Xen counts it, and Linux' Xen
 * driver sets pv_steal_clock; elsewhere it is 0.
 */
#ifndef _ASM_RUMP_PARAVIRT_H
#define _ASM_RUMP_PARAVIRT_H

#ifdef CONFIG_PARAVIRT
#include <linux/static_call_types.h>
#include <linux/types.h>

struct static_key;
extern struct static_key paravirt_steal_enabled;
extern struct static_key paravirt_steal_rq_enabled;

u64 rump_no_steal_clock(int cpu);
DECLARE_STATIC_CALL(pv_steal_clock, rump_no_steal_clock);

/* Nanoseconds stolen from the given CPU since it started. */
static inline u64 paravirt_steal_clock(int cpu)
{
	return static_call(pv_steal_clock)(cpu);
}
#endif

#endif
