/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host "pc": a machine as QEMU, Firecracker and Cloud Hypervisor make it.
 */
#include "pc/pc.h"
#include "x86/cpu.h"

static int interrupt_begin(hyper_u32 line)
{
	if (io_apic_is_level(line))
		return 1;
	apic_end();
	return line != HYPER_IRQ_TIMER || timer_expired();
}

static void irq_end(hyper_u32 line)
{
	if (io_apic_is_level(line))
		apic_end();
}

static BOOT_TEXT void prepare(struct start *start)
{
	serial_prepare();
	acpi_read(start->acpi_root);
}

static BOOT_TEXT unsigned int no_memory_map(struct memory_range *ranges, unsigned int limit)
{
	(void)ranges;
	(void)limit;
	cannot_start("the boot loader gave no memory map");
}

static BOOT_TEXT const char *name_of(const struct start *start)
{
	if (!start->signature_leaf)
		return "PC";
	if (!memcmp(start->signature, "TCGTCGTCGTCG", 12))
		return "QEMU TCG";
	if (!memcmp(start->signature, "KVMKVMKVM", 9))
		return "KVM";
	return start->signature;
}

static BOOT_TEXT void start_host(struct start *start)
{
	start->boot.host_name = name_of(start);
	if (acpi.cpu_count)
		start->boot.cpu_count = acpi.cpu_count;
	apic_start();
	io_apic_start();
	clock_start(start);
	pci_start(start);
}

const struct host pc_host = {
	.kind = HYPER_HOST_PC,
	.prepare = prepare,
	.memory_map = no_memory_map,
	.start = start_host,
	.console_write = serial_write,
	.console_read = serial_read,
	.console_listen = serial_listen,
	.clock_monotonic = clock_monotonic,
	.clock_wall = clock_wall,
	.timer = { HYPER_TIMER_LINE, HYPER_IRQ_TIMER },
	.timer_arm = timer_arm,
	.timer_stop = timer_stop,
	.interrupt_begin = interrupt_begin,
	.irq_end = irq_end,
	.irq_pin_setup = io_apic_setup,
	.irq_mask = io_apic_mask,
	.irq_message_alloc = message_alloc,
	.irq_message_free = message_free,
	.pci_read = pci_read,
	.pci_write = pci_write,
	.pci_window = pci_window,
	.virtio_device = virtio_device,
	.power_listen = button_listen,
	.power_button = button_pressed,
	.power_off = power_off,
	.power_restart = power_restart,
	.power_crash = power_crash,
};
