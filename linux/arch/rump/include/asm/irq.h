/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupt n of Linux is line n of the hypercall layer for n < HYPER_IRQ_LINES; Linux hands
 * out the numbers above to those that have none of their own, such as Xen's event channels.
 */
#ifndef _ASM_RUMP_IRQ_H
#define _ASM_RUMP_IRQ_H

#include <rumproast/hyper.h>

#define NR_IRQS (HYPER_IRQ_LINES + 256)

static inline int irq_canonicalize(int irq)
{
	return irq;
}

#define nr_legacy_irqs() HYPER_IRQ_LINES

#endif
