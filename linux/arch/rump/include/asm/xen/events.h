/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_XEN_EVENTS_H
#define _ASM_RUMP_XEN_EVENTS_H

#include <linux/atomic.h>
#include <linux/irqflags.h>
#include <asm/ptrace.h>

/* Events that one vCPU sends to another; none while there is one vCPU. */
enum ipi_vector {
	XEN_PLACEHOLDER_VECTOR,
	XEN_NR_IPIS,
};

static inline int xen_irqs_disabled(struct pt_regs *regs)
{
	return arch_irqs_disabled_flags(regs->flags);
}

/* XCHG locks the bus by itself. */
#define xchg_xen_ulong(pointer, value) xchg((pointer), (value))

/* Every vCPU has an upcall of its own, so an event channel may be bound to any. */
static inline bool xen_support_evtchn_rebind(void)
{
	return true;
}

#endif
