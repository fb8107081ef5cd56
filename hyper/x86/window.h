/* SPDX-License-Identifier: GPL-2.0 */
/*
 * HYPER_WINDOW: pages of devices and of other domains that the host side keeps mapped in every
 * root page table. Each user has slots of its own.
 */
#ifndef HYPER_X86_WINDOW_H
#define HYPER_X86_WINDOW_H

#include <stdint.h>

enum window_slot {
	WINDOW_APIC,
	WINDOW_IO_APIC, /* two of them */
	WINDOW_IO_APIC2,
	WINDOW_ACPI, /* a register of ACPI's in memory */
	WINDOW_BUTTON,
	WINDOW_PCI, /* configuration space of one function at a time */
	WINDOW_SHARED_INFO,
	WINDOW_CONSOLE,
	WINDOW_SLOTS
};

enum window_kind {
	WINDOW_DEVICE, /* uncached */
	WINDOW_MEMORY,
};

/*
 * Maps the page with the physical address and returns the address that stands for it. What the
 * slot held before is gone. Context any, as long as users of one slot keep out of each other's
 * way.
 */
void *window_map(enum window_slot slot, uint64_t physical, enum window_kind kind);

extern uint64_t window_table[512];

#endif
