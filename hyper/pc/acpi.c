/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds the firmware's tables and copies out what the host side needs. ACPI specification 6.4,
 * section 5.2. All tables lie below 4 GiB, where boot page tables map everything; whatever is
 * out of range, too short or has a wrong sum counts as absent.
 */
#include "pc/pc.h"
#include "x86/window.h"

#define FOUR_GIB (1UL << 32)
#define ROOT_SIGNATURE 0x2052545020445352UL /* "RSD PTR " */
#define TABLE_HEADER 36
#define TABLE_LIMIT (4u << 20)

#define FADT_DSDT 40
#define FADT_SCI 46
#define FADT_SMI_COMMAND 48
#define FADT_ENABLE 52
#define FADT_EVENT_A 56
#define FADT_EVENT_B 60
#define FADT_CONTROL_A 64
#define FADT_CONTROL_B 68
#define FADT_TIMER 76
#define FADT_EVENT_SIZE 88
#define FADT_CENTURY 108
#define FADT_BOOT_FLAGS 109
#define FADT_FLAGS 112
#define FADT_RESET 116
#define FADT_RESET_VALUE 128
#define FADT_DSDT_64 140
#define FADT_SLEEP_CONTROL 244
#define FADT_SLEEP_STATUS 256

#define MICROVM_SLEEP_CONTROL 0xfea00200UL

#define FLAG_CONTROL_METHOD_BUTTON (1u << 4)
#define FLAG_RESET (1u << 10)
#define FLAG_HARDWARE_REDUCED (1u << 20)
#define BOOT_FLAG_NO_CMOS (1u << 5)

struct acpi acpi;

static BOOT_TEXT uint64_t get(const uint8_t *from, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, from, bytes);
	return value;
}

static BOOT_TEXT int sum_is_zero(const uint8_t *from, uint32_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *from++);
	return !sum;
}

static BOOT_TEXT int is_mapped(uint64_t address, uint64_t size)
{
	return address && address < FOUR_GIB && size <= FOUR_GIB - address;
}

/* The table at an address with its size, or null. */
static BOOT_TEXT const uint8_t *open_table(uint64_t address, const char *name, uint32_t *size)
{
	const uint8_t *table = (const uint8_t *)address;

	if (!is_mapped(address, TABLE_HEADER) || (name && memcmp(table, name, 4)))
		return NULL;
	*size = (uint32_t)get(table + 4, 4);
	if (*size < TABLE_HEADER || *size > TABLE_LIMIT || !is_mapped(address, *size))
		return NULL;
	return sum_is_zero(table, *size) ? table : NULL;
}

static BOOT_TEXT struct acpi_register get_register(const uint8_t *from)
{
	return (struct acpi_register){
		.space = from[0],
		.bytes = from[1] > 8 ? from[1] / 8 : 1,
		.address = get(from + 4, 8),
	};
}

static BOOT_TEXT void read_dsdt(const uint8_t *fadt, uint32_t size)
{
	uint64_t address = get(fadt + FADT_DSDT, 4);
	const uint8_t *dsdt;
	uint32_t dsdt_size;

	if (size >= FADT_DSDT_64 + 8 && get(fadt + FADT_DSDT_64, 8))
		address = get(fadt + FADT_DSDT_64, 8);
	dsdt = open_table(address, "DSDT", &dsdt_size);
	if (!dsdt)
		return;
	acpi_read_soft_off(dsdt + TABLE_HEADER, dsdt_size - TABLE_HEADER);
	acpi_read_virtio(dsdt + TABLE_HEADER, dsdt_size - TABLE_HEADER);
}

static BOOT_TEXT void read_fixed_hardware(const uint8_t *fadt)
{
	acpi.sci = (uint16_t)get(fadt + FADT_SCI, 2);
	acpi.smi_command = (uint16_t)get(fadt + FADT_SMI_COMMAND, 4);
	acpi.enable_value = fadt[FADT_ENABLE];
	acpi.event_a = (uint16_t)get(fadt + FADT_EVENT_A, 4);
	acpi.event_b = (uint16_t)get(fadt + FADT_EVENT_B, 4);
	acpi.event_size = fadt[FADT_EVENT_SIZE];
	acpi.control_a = (uint16_t)get(fadt + FADT_CONTROL_A, 4);
	acpi.control_b = (uint16_t)get(fadt + FADT_CONTROL_B, 4);
	acpi.timer = (uint16_t)get(fadt + FADT_TIMER, 4);
}

static BOOT_TEXT void read_fadt(const uint8_t *fadt, uint32_t size)
{
	uint32_t flags;

	if (size < FADT_RESET)
		return;
	acpi.present = 1;
	flags = (uint32_t)get(fadt + FADT_FLAGS, 4);
	acpi.hardware_reduced = flags & FLAG_HARDWARE_REDUCED && size >= FADT_SLEEP_STATUS + 12;
	if (acpi.hardware_reduced)
		acpi.sleep_control = get_register(fadt + FADT_SLEEP_CONTROL);
	else
		read_fixed_hardware(fadt);
	acpi.fixed_button = !acpi.hardware_reduced && !(flags & FLAG_CONTROL_METHOD_BUTTON);
	acpi.century = fadt[FADT_CENTURY];
	acpi.has_cmos = !(get(fadt + FADT_BOOT_FLAGS, 2) & BOOT_FLAG_NO_CMOS);
	acpi.has_reset = flags & FLAG_RESET && size > FADT_RESET_VALUE;
	if (acpi.has_reset) {
		acpi.reset = get_register(fadt + FADT_RESET);
		acpi.reset_value = fadt[FADT_RESET_VALUE];
	}
	read_dsdt(fadt, size);
}

/* Only segment 0 from bus 0 on; entries of 16 bytes after 8 reserved ones. */
static BOOT_TEXT void read_mcfg(const uint8_t *table, uint32_t size)
{
	uint32_t at;

	for (at = TABLE_HEADER + 8; at + 16 <= size; at += 16) {
		if (get(table + at + 8, 2) || table[at + 10])
			continue;
		acpi.ecam = get(table + at, 8);
		acpi.ecam_last_bus = table[at + 11];
	}
}

static BOOT_TEXT void read_any(uint64_t address)
{
	uint32_t size;
	const uint8_t *table = open_table(address, NULL, &size);

	if (!table)
		return;
	if (!memcmp(table, "FACP", 4))
		read_fadt(table, size);
	else if (!memcmp(table, "APIC", 4))
		acpi_read_madt(table + TABLE_HEADER, size - TABLE_HEADER);
	else if (!memcmp(table, "MCFG", 4))
		read_mcfg(table, size);
}

static BOOT_TEXT int is_root(uint64_t address)
{
	return is_mapped(address, TABLE_HEADER) && *(const uint64_t *)address == ROOT_SIGNATURE &&
	       sum_is_zero((const uint8_t *)address, 20);
}

/* Where a loader does not tell the address, firmware leaves the root in its ROM area. */
static BOOT_TEXT uint64_t search_root(void)
{
	uint64_t address;

	for (address = 0xe0000; address < 0x100000; address += 16)
		if (*(const uint64_t *)address == ROOT_SIGNATURE && is_root(address))
			return address;
	return 0;
}

BOOT_TEXT void acpi_read(uint64_t root)
{
	const uint8_t *pointer, *list;
	unsigned int width = 4;
	uint64_t address;
	uint32_t size, at;

	acpi.has_cmos = 1;
	if (!is_root(root))
		root = search_root();
	if (!root)
		return;
	pointer = (const uint8_t *)root;
	address = get(pointer + 16, 4);
	if (pointer[15] >= 2 && get(pointer + 24, 8)) {
		width = 8;
		address = get(pointer + 24, 8);
	}
	list = open_table(address, width == 8 ? "XSDT" : "RSDT", &size);
	for (at = TABLE_HEADER; list && at + width <= size; at += width)
		read_any(get(list + at, width));
}

/* QEMU, hw/i386/microvm.c: the second register block of its event device is in the FADT. */
int acpi_is_microvm(void)
{
	return acpi.hardware_reduced && acpi.sleep_control.address == MICROVM_SLEEP_CONTROL;
}

void acpi_write(const struct acpi_register *to, uint32_t value)
{
	volatile void *place;

	if (!to->address)
		return;
	if (to->space == 1) {
		hyper_port_write((hyper_u16)to->address, to->bytes > 2 ? 4 : to->bytes, value);
	} else if (to->space == 0) {
		place = window_map(WINDOW_ACPI, to->address, WINDOW_DEVICE);
		if (to->bytes == 1)
			*(volatile uint8_t *)place = (uint8_t)value;
		else if (to->bytes == 2)
			*(volatile uint16_t *)place = (uint16_t)value;
		else
			*(volatile uint32_t *)place = value;
	}
}
