/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_IRQFLAGS_H
#define _ASM_RUMP_IRQFLAGS_H

#ifndef __ASSEMBLY__
#include <rumproast/x86/cpu.h>

static __always_inline unsigned long arch_local_save_flags(void)
{
	return hyper_irq_flags();
}

static __always_inline void arch_local_irq_disable(void)
{
	hyper_irq_disable();
}

static __always_inline void arch_local_irq_enable(void)
{
	hyper_irq_enable();
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = hyper_irq_flags();

	hyper_irq_disable();
	return flags;
}

static __always_inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return !(flags & HYPER_FLAGS_IF);
}

static __always_inline bool arch_irqs_disabled(void)
{
	return arch_irqs_disabled_flags(hyper_irq_flags());
}

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	if (!arch_irqs_disabled_flags(flags))
		hyper_irq_enable();
}
#endif

#endif
