/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of interrupt controllers. ACPI specification 6.4, section 5.2.12.
 */
#include "pc/pc.h"

#define ENTRY_LOCAL_APIC 0
#define ENTRY_IO_APIC 1
#define ENTRY_OVERRIDE 2
#define ENTRY_LOCAL_X2APIC 9

#define CPU_ENABLED 1
#define POLARITY_LOW 3
#define TRIGGER_LEVEL 3

static BOOT_TEXT uint32_t get32(const uint8_t *from)
{
	uint32_t value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static BOOT_TEXT void add_cpu(uint32_t id, uint32_t flags)
{
	if ((flags & CPU_ENABLED) && acpi.cpu_count < MAX_CPUS)
		acpi.apic_id[acpi.cpu_count++] = id;
}

static BOOT_TEXT void add_io_apic(const uint8_t *entry)
{
	unsigned int i = acpi.io_apic_count;

	if (i == IO_APICS)
		return;
	acpi.io_apic[i].address = get32(entry + 4);
	acpi.io_apic[i].first_pin = get32(entry + 8);
	acpi.io_apic_count++;
}

static BOOT_TEXT void add_override(const uint8_t *entry)
{
	uint32_t pin = get32(entry + 4);

	if (entry[3] >= COUNT_OF(acpi.isa) || pin >= HYPER_IRQ_PINS)
		return;
	acpi.isa[entry[3]] = (struct acpi_override){
		.pin = (uint8_t)pin,
		.valid = 1,
		.low = (entry[8] & 3) == POLARITY_LOW,
		.level = (entry[8] >> 2 & 3) == TRIGGER_LEVEL,
	};
}

BOOT_TEXT void acpi_read_madt(const uint8_t *table, uint32_t size)
{
	uint32_t at, length;

	/* The local APIC's address and flags come first. */
	for (at = 8; at + 2 <= size; at += length) {
		length = table[at + 1];
		if (length < 2 || length > size - at)
			return;
		if (table[at] == ENTRY_LOCAL_APIC && length >= 8)
			add_cpu(table[at + 3], get32(table + at + 4));
		else if (table[at] == ENTRY_LOCAL_X2APIC && length >= 16)
			add_cpu(get32(table + at + 4), get32(table + at + 8));
		else if (table[at] == ENTRY_IO_APIC && length >= 12)
			add_io_apic(table + at);
		else if (table[at] == ENTRY_OVERRIDE && length >= 10)
			add_override(table + at);
	}
}
