/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PCI configuration space: memory mapped where the firmware tells of it (PCI Express base
 * specification, section 7.2.2), else by the ports of PCI local bus specification 3.0, section
 * 3.2.2.3.
 */
#include "pc/pc.h"
#include "x86/lock.h"
#include "x86/memory_map.h"
#include "x86/window.h"

#define ADDRESS_PORT 0xcf8
#define DATA_PORT 0xcfc
#define ADDRESS_ENABLE 0x80000000u

/* Where QEMU, Firecracker and Cloud Hypervisor decode PCI memory for sure, if no RAM is there. */
#define USUAL_WINDOW 0xc0000000UL
/* Above are interrupt controllers, timers and firmware. */
#define WINDOW_LIMIT 0xfec00000UL

#define MICROVM_ECAM 0xe0000000UL

static enum {
	NO_PCI,
	BY_PORTS,
	BY_MEMORY,
} mechanism;

static uint64_t window_start, window_size;
static struct lock lock;

static void need_access(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset, hyper_u32 size)
{
	if (bus > 255 || device_function > 255 || offset > 4095 ||
	    (size != 1 && size != 2 && size != 4) || offset % size)
		broken("hyper_pci_*: no such register");
}

static int reachable(hyper_u32 bus, hyper_u32 offset)
{
	return mechanism == BY_MEMORY ? bus <= acpi.ecam_last_bus : offset < 256;
}

/* Both give what stands for the register. Call with the lock held. */
static volatile void *by_memory(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset)
{
	return window_map(WINDOW_PCI,
			  acpi.ecam + ((uint64_t)bus << 20) + ((uint64_t)device_function << 12) +
				  offset,
			  WINDOW_DEVICE);
}

static hyper_u16 by_ports(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset)
{
	out32(ADDRESS_PORT, ADDRESS_ENABLE | bus << 16 | device_function << 8 | (offset & 0xfc));
	return (hyper_u16)(DATA_PORT + (offset & 3));
}

static hyper_u32 read_memory(volatile void *from, hyper_u32 size)
{
	if (size == 1)
		return *(volatile uint8_t *)from;
	return size == 2 ? *(volatile uint16_t *)from : *(volatile uint32_t *)from;
}

static void write_memory(volatile void *to, hyper_u32 size, hyper_u32 value)
{
	if (size == 1)
		*(volatile uint8_t *)to = (uint8_t)value;
	else if (size == 2)
		*(volatile uint16_t *)to = (uint16_t)value;
	else
		*(volatile uint32_t *)to = value;
}

enum hyper_status pci_read(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
			   hyper_u32 size, hyper_u32 *value)
{
	unsigned long flags;

	if (mechanism == NO_PCI)
		return HYPER_UNSUPPORTED;
	need_access(bus, device_function, offset, size);
	*value = 0xffffffffu >> (32 - 8 * size);
	if (!reachable(bus, offset))
		return HYPER_OK;
	flags = lock_take(&lock);
	if (mechanism == BY_MEMORY)
		*value = read_memory(by_memory(bus, device_function, offset), size);
	else
		*value = hyper_port_read(by_ports(bus, device_function, offset), size);
	lock_release(&lock, flags);
	return HYPER_OK;
}

enum hyper_status pci_write(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
			    hyper_u32 size, hyper_u32 value)
{
	unsigned long flags;

	if (mechanism == NO_PCI)
		return HYPER_UNSUPPORTED;
	need_access(bus, device_function, offset, size);
	if (!reachable(bus, offset))
		return HYPER_OK;
	flags = lock_take(&lock);
	if (mechanism == BY_MEMORY)
		write_memory(by_memory(bus, device_function, offset), size, value);
	else
		hyper_port_write(by_ports(bus, device_function, offset), size, value);
	lock_release(&lock, flags);
	return HYPER_OK;
}

enum hyper_status pci_window(hyper_u64 *start, hyper_u64 *size)
{
	if (!window_size)
		return HYPER_UNSUPPORTED;
	*start = window_start;
	*size = window_size;
	return HYPER_OK;
}

/* A root bus has a host bridge or some other function as device 0. */
static BOOT_TEXT int answers(int candidate)
{
	hyper_u32 identity;

	mechanism = candidate;
	pci_read(0, 0, 0, 4, &identity);
	return (identity & 0xffff) != 0xffff && (identity & 0xffff);
}

/* QEMU's microvm has no table for it: include/hw/i386/microvm.h, PCIE_ECAM_BASE. */
static BOOT_TEXT void guess_memory(void)
{
	if (acpi.ecam || !acpi_is_microvm())
		return;
	acpi.ecam = MICROVM_ECAM;
	acpi.ecam_last_bus = 255;
}

static BOOT_TEXT int has_ports(void)
{
	out32(ADDRESS_PORT, ADDRESS_ENABLE);
	return in32(ADDRESS_PORT) == ADDRESS_ENABLE;
}

/* The hole below 4 GiB, less what is known not to be PCI memory. */
static BOOT_TEXT void find_window(const struct start *start)
{
	uint64_t from, size, end;

	memory_map_hole(start, &from, &size);
	end = from + size;
	if (from < USUAL_WINDOW && end > USUAL_WINDOW)
		from = USUAL_WINDOW;
	if (acpi.ecam >= from && acpi.ecam < end)
		end = acpi.ecam;
	if (end > WINDOW_LIMIT)
		end = WINDOW_LIMIT;
	if (end <= from)
		return;
	window_start = from;
	window_size = end - from;
}

BOOT_TEXT void pci_start(const struct start *start)
{
	guess_memory();
	if (!(acpi.ecam && answers(BY_MEMORY)) && !(has_ports() && answers(BY_PORTS)))
		mechanism = NO_PCI;
	else
		find_window(start);
}
