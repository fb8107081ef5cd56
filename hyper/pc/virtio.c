/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Virtio devices with memory-mapped registers, as the DSDT tells of them: a device with the
 * hardware name LNRO0005 and a buffer of resource descriptors (ACPI specification 6.4, sections
 * 6.4.3.4 and 6.4.3.6). They are constants in the byte code and need no interpreter.
 */
#include "pc/pc.h"

#define DEVICES 32
#define HARDWARE_NAME "LNRO0005"
#define NAME_SIZE sizeof(HARDWARE_NAME)

/* The first bytes of a descriptor: its type, and the size of what follows. */
#define MEMORY_SIZE 9
#define INTERRUPT_SIZE 6
static const uint8_t memory_head[] = { 0x86, MEMORY_SIZE, 0 };
static const uint8_t interrupt_head[] = { 0x89, INTERRUPT_SIZE, 0 };
#define HEAD_SIZE 3

#define INTERRUPT_EDGE 0x02
#define INTERRUPT_LOW 0x04

static struct hyper_virtio devices[DEVICES];
static uint32_t device_count;

/* What stands behind a head within the given bytes, or null. */
static BOOT_TEXT const uint8_t *find(const uint8_t *code, uint32_t size, const uint8_t *head,
				     uint32_t needed)
{
	uint32_t at;

	for (at = 0; at + HEAD_SIZE + needed <= size; at++)
		if (!memcmp(code + at, head, HEAD_SIZE))
			return code + at + HEAD_SIZE;
	return NULL;
}

static BOOT_TEXT uint32_t get32(const uint8_t *from)
{
	uint32_t value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static BOOT_TEXT enum hyper_irq_trigger trigger_of(uint8_t flags)
{
	if (flags & INTERRUPT_EDGE)
		return flags & INTERRUPT_LOW ? HYPER_IRQ_EDGE_FALLING : HYPER_IRQ_EDGE_RISING;
	return flags & INTERRUPT_LOW ? HYPER_IRQ_LEVEL_LOW : HYPER_IRQ_LEVEL_HIGH;
}

/* code: from behind a device's hardware name to the next one's. */
static BOOT_TEXT void add_device(const uint8_t *code, uint32_t size)
{
	const uint8_t *memory = find(code, size, memory_head, MEMORY_SIZE);
	const uint8_t *interrupt = find(code, size, interrupt_head, INTERRUPT_SIZE);

	if (!memory || !interrupt || device_count == DEVICES ||
	    get32(interrupt + 2) >= HYPER_IRQ_PINS)
		return;
	devices[device_count++] = (struct hyper_virtio){
		.address = get32(memory + 1),
		.size = get32(memory + 5),
		.line = get32(interrupt + 2),
		.trigger = trigger_of(interrupt[0]),
	};
}

static BOOT_TEXT uint32_t next_name(const uint8_t *code, uint32_t size, uint32_t at)
{
	while (at + NAME_SIZE <= size &&
	       (code[at] != HARDWARE_NAME[0] || memcmp(code + at, HARDWARE_NAME, NAME_SIZE)))
		at++;
	return at;
}

BOOT_TEXT void acpi_read_virtio(const uint8_t *code, uint32_t size)
{
	uint32_t at = next_name(code, size, 0), next;

	for (; at + NAME_SIZE <= size; at = next) {
		at += NAME_SIZE;
		next = next_name(code, size, at);
		add_device(code + at, next - at);
	}
}

enum hyper_status virtio_device(hyper_u32 index, struct hyper_virtio *device)
{
	if (index >= device_count)
		return HYPER_INVALID;
	*device = devices[index];
	return HYPER_OK;
}
