/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host "xen": a PVH domain. It has no pins, no PCI and no button of its own; devices come
 * through event channels, which the kernel's Xen drivers handle themselves.
 */
#include "xen/guest.h"

#include <rumproast/x86/cpu.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include <xen/vcpu.h>

#include "x86/cpu.h"

#define LEAF_VERSION 1
#define LEAF_PAGES 2
#define CALLBACK_BY_VECTOR ((uint64_t)HVM_PARAM_CALLBACK_TYPE_VECTOR << 56)

static unsigned long no_console_read(char *text, unsigned long size)
{
	(void)text;
	(void)size;
	return 0;
}

static enum hyper_status no_line(hyper_u32 *line)
{
	(void)line;
	return HYPER_UNSUPPORTED;
}

static int interrupt_begin(hyper_u32 line)
{
	(void)line;
	return 1;
}

/* The callback is no interrupt of the local APIC's: nothing to end. */
static void no_end(hyper_u32 line)
{
	(void)line;
}

static enum hyper_status no_pin(hyper_u32 line, enum hyper_irq_trigger trigger)
{
	(void)line;
	(void)trigger;
	return HYPER_INVALID;
}

static void no_mask(hyper_u32 line, int masked)
{
	(void)line;
	(void)masked;
}

static enum hyper_status no_message(hyper_u32 cpu, hyper_u32 *line, struct hyper_message *message)
{
	(void)cpu;
	(void)line;
	(void)message;
	return HYPER_UNSUPPORTED;
}

static void no_message_free(hyper_u32 line)
{
	(void)line;
	broken("hyper_irq_message_free: not a line that was handed out");
}

static enum hyper_status no_pci_read(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				     hyper_u32 size, hyper_u32 *value)
{
	(void)bus;
	(void)device_function;
	(void)offset;
	(void)size;
	(void)value;
	return HYPER_UNSUPPORTED;
}

static enum hyper_status no_pci_write(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				      hyper_u32 size, hyper_u32 value)
{
	return no_pci_read(bus, device_function, offset, size, &value);
}

static enum hyper_status no_pci_window(hyper_u64 *start, hyper_u64 *size)
{
	(void)start;
	(void)size;
	return HYPER_UNSUPPORTED;
}

static enum hyper_status no_virtio_device(hyper_u32 index, struct hyper_virtio *device)
{
	(void)index;
	(void)device;
	return HYPER_INVALID;
}

static int no_button(void)
{
	return 0;
}

static BOOT_DATA char host_name[] = "Xen 00000.00000";

static BOOT_TEXT char *put_decimal(char *to, unsigned int value)
{
	if (value >= 10)
		to = put_decimal(to, value / 10);
	*to = (char)('0' + value % 10);
	return to + 1;
}

static BOOT_TEXT void name_host(struct start *start)
{
	unsigned int leaf[4];
	char *to = host_name + 4;

	hyper_cpuid(start->signature_leaf + LEAF_VERSION, 0, leaf);
	to = put_decimal(to, leaf[0] >> 16);
	*to++ = '.';
	to = put_decimal(to, leaf[0] & 0xffff);
	*to = 0;
	start->boot.host_name = host_name;
}

static BOOT_TEXT void prepare(struct start *start)
{
	unsigned int leaf[4];

	hyper_cpuid(start->signature_leaf + LEAF_PAGES, 0, leaf);
	write_msr(leaf[1], (uint64_t)hypercall_page - HYPER_IMAGE_BASE);
	name_host(start);
	xen_console_prepare();
}

static BOOT_TEXT unsigned int memory_map(struct memory_range *ranges, unsigned int limit)
{
	static BOOT_DATA struct {
		uint64_t start, size;
		uint32_t type;
	} __attribute__((packed)) buffer[MEMORY_RANGES];
	struct xen_memory_map map = { .nr_entries = limit };
	unsigned int i;

	set_xen_guest_handle(map.buffer, buffer);
	if (xen_call2(__HYPERVISOR_memory_op, XENMEM_memory_map, &map))
		cannot_start("%s gives the domain no memory map", host_name);
	for (i = 0; i < map.nr_entries && i < limit; i++)
		ranges[i] =
			(struct memory_range){ buffer[i].start, buffer[i].size, buffer[i].type };
	return i;
}

/* Xen answers for every vCPU that was configured, up or not, and refuses the first other. */
static BOOT_TEXT unsigned int count_cpus(void)
{
	unsigned int count = 1;

	while (hyper_xen_call(__HYPERVISOR_vcpu_op, VCPUOP_is_up, count, 0, 0, 0) >= 0)
		count++;
	return count;
}

static BOOT_TEXT void ask_for_upcalls(void)
{
	struct xen_hvm_param param = {
		.domid = DOMID_SELF,
		.index = HVM_PARAM_CALLBACK_IRQ,
		.value = CALLBACK_BY_VECTOR | line_vector(HYPER_IRQ_UPCALL),
	};

	if (xen_call2(__HYPERVISOR_hvm_op, HVMOP_set_param, &param))
		cannot_start("%s cannot deliver events by vector; Xen 4.2 or newer can", host_name);
}

static BOOT_TEXT void start_host(struct start *start)
{
	start->boot.cpu_count = count_cpus();
	shared_info_start();
	ask_for_upcalls();
	xen_timer_start();
}

enum hyper_status hyper_xen_parameter(hyper_u32 index, hyper_u64 *value)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index };

	if (xen_call2(__HYPERVISOR_hvm_op, HVMOP_get_param, &param) || !param.value)
		return HYPER_INVALID;
	*value = param.value;
	return HYPER_OK;
}

const struct host xen_host = {
	.kind = HYPER_HOST_XEN,
	.signature = "XenVMMXenVMM",
	.prepare = prepare,
	.memory_map = memory_map,
	.start = start_host,
	.console_write = xen_console_write,
	.console_read = no_console_read,
	.console_listen = no_line,
	.clock_monotonic = xen_clock_monotonic,
	.clock_wall = xen_clock_wall,
	.timer = { HYPER_TIMER_VIRQ, VIRQ_TIMER },
	.timer_arm = xen_timer_arm,
	.timer_stop = xen_timer_stop,
	.interrupt_begin = interrupt_begin,
	.irq_end = no_end,
	.irq_pin_setup = no_pin,
	.irq_mask = no_mask,
	.irq_message_alloc = no_message,
	.irq_message_free = no_message_free,
	.pci_read = no_pci_read,
	.pci_write = no_pci_write,
	.pci_window = no_pci_window,
	.virtio_device = no_virtio_device,
	.power_listen = no_line,
	.power_button = no_button,
	.power_off = xen_power_off,
	.power_restart = xen_power_restart,
	.power_crash = xen_power_crash,
};
