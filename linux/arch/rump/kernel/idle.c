// SPDX-License-Identifier: GPL-2.0
/* What a vCPU does when no task can run. */
#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <asm/rump.h>

/* Called with interrupts masked, and wants them so on return. */
void arch_cpu_idle(void)
{
	hyper_cpu_wait();
	raw_local_irq_disable();
}
