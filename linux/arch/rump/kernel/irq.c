// SPDX-License-Identifier: GPL-2.0
/* Interrupt lines of the hypercall layer as Linux interrupts of the same number. */
#include <linux/entry-common.h>
#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel_stat.h>
#include <asm/irq_regs.h>
#include <asm/rump.h>
#include <asm/setup.h>

static void line_mask(struct irq_data *data)
{
	hyper_irq_mask(data->irq);
}

static void line_unmask(struct irq_data *data)
{
	hyper_irq_unmask(data->irq);
}

static void line_end(struct irq_data *data)
{
	hyper_irq_end(data->irq);
}

static int line_set_type(struct irq_data *data, unsigned int type)
{
	enum hyper_irq_trigger trigger;

	switch (type & IRQ_TYPE_SENSE_MASK) {
	case IRQ_TYPE_EDGE_RISING:
		trigger = HYPER_IRQ_EDGE_RISING;
		break;
	case IRQ_TYPE_EDGE_FALLING:
		trigger = HYPER_IRQ_EDGE_FALLING;
		break;
	case IRQ_TYPE_LEVEL_HIGH:
		trigger = HYPER_IRQ_LEVEL_HIGH;
		break;
	case IRQ_TYPE_LEVEL_LOW:
		trigger = HYPER_IRQ_LEVEL_LOW;
		break;
	default:
		return -EINVAL;
	}
	if (data->irq < HYPER_IRQ_PINS && hyper_irq_pin_setup(data->irq, trigger) != HYPER_OK)
		return -EINVAL;
	return IRQ_SET_MASK_OK;
}

/* One flow for every line: the host side has acknowledged an edge before the kernel sees it. */
static struct irq_chip line_chip = {
	.name = "hyper",
	.irq_mask = line_mask,
	.irq_unmask = line_unmask,
	.irq_eoi = line_end,
	.irq_set_type = line_set_type,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

/* Numbers below are lines; Linux must not hand them out for anything else. */
unsigned int arch_dynirq_lower_bound(unsigned int from)
{
	return max_t(unsigned int, from, HYPER_IRQ_LINES);
}

int __init arch_probe_nr_irqs(void)
{
	return 0;
}

int rump_irq_claim(unsigned int line)
{
	int irq;

	if (irq_to_desc(line))
		return line;
	irq = __irq_alloc_descs(line, line, 1, 0, THIS_MODULE, NULL);
	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &line_chip, handle_fasteoi_irq);
	return irq;
}

void __init init_IRQ(void)
{
	unsigned int line;

	if (rump_host_is_xen) {
		rump_xen_init_irq();
		return;
	}
	for (line = 0; line < HYPER_IRQ_PINS; line++)
		if (rump_irq_claim(line) < 0)
			panic("rump: no memory for interrupt line %u", line);
}

static void dispatch(struct pt_regs *regs, unsigned int line)
{
	struct irq_desc *desc;

	if (line == HYPER_IRQ_UPCALL) {
		rump_xen_upcall(regs);
		return;
	}
	desc = irq_to_desc(line);
	if (likely(desc))
		generic_handle_irq_desc(desc);
	else
		hyper_irq_end(line);
}

void kernel_interrupt(struct hyper_frame *frame, unsigned long line)
{
	struct pt_regs *regs = (struct pt_regs *)frame;
	irqentry_state_t state = irqentry_enter(regs);
	struct pt_regs *outer = set_irq_regs(regs);

	irq_enter_rcu();
	dispatch(regs, line);
	irq_exit_rcu();
	set_irq_regs(outer);
	irqentry_exit(regs, state);
}
