// SPDX-License-Identifier: GPL-2.0
/* Message-signalled interrupts (MSI, MSI-X): each has a line of the hypercall layer's. */
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <rumproast/hyper.h>
#include <asm/rump.h>

static void message_end(struct irq_data *data)
{
	hyper_irq_end(data->irq);
}

/* The line has no mask of its own: the device's is used. */
static struct irq_chip message_chip = {
	.name = "MSI",
	.irq_mask = pci_msi_mask_irq,
	.irq_unmask = pci_msi_unmask_irq,
	.irq_eoi = message_end,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

static int status_to_errno(enum hyper_status status)
{
	return status == HYPER_EXHAUSTED ? -ENOSPC : -EINVAL;
}

int arch_setup_msi_irq(struct pci_dev *device, struct msi_desc *descriptor)
{
	struct hyper_message message;
	struct msi_msg words;
	enum hyper_status status;
	u32 line;
	int irq;

	status = hyper_irq_message_alloc(0, &line, &message);
	if (status != HYPER_OK)
		return status_to_errno(status);
	irq = rump_irq_claim(line);
	if (irq < 0) {
		hyper_irq_message_free(line);
		return irq;
	}
	irq_set_chip_and_handler_name(irq, &message_chip, handle_fasteoi_irq, "edge");
	irq_set_msi_desc(irq, descriptor);
	words.address_lo = lower_32_bits(message.address);
	words.address_hi = upper_32_bits(message.address);
	words.data = message.data;
	pci_write_msi_msg(irq, &words);
	return 0;
}

void arch_teardown_msi_irq(unsigned int irq)
{
	irq_set_msi_desc(irq, NULL);
	irq_free_desc(irq);
	hyper_irq_message_free(irq);
}
