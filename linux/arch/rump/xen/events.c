// SPDX-License-Identifier: GPL-2.0
/* From the host side's interrupt lines to event channels. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/smp.h>
#include <asm/irq_regs.h>
#include <asm/rump.h>
#include <xen/xen.h>
#include <xen/events.h>

void __init rump_xen_init_irq(void)
{
	if (xen_domain())
		xen_init_IRQ();
}

void rump_xen_upcall(struct pt_regs *regs)
{
	struct pt_regs *interrupted = set_irq_regs(regs);

	xen_evtchn_do_upcall();
	set_irq_regs(interrupted);
}

int __init rump_xen_bind_timer(unsigned int virq, irq_handler_t handler)
{
	unsigned long flags = IRQF_TIMER | IRQF_PERCPU | IRQF_NOBALANCING | IRQF_EARLY_RESUME;

	if (!xen_domain())
		return -ENODEV;
	return bind_virq_to_irqhandler(virq, smp_processor_id(), handler, flags, "timer", NULL);
}
