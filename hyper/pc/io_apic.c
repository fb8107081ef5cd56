/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The I/O interrupt controllers: pins, in the numbering of ACPI's global system interrupts.
 * Intel 82093AA data sheet, section 3.
 */
#include "pc/pc.h"
#include "x86/cpu.h"
#include "x86/lock.h"
#include "x86/window.h"

#define USUAL_ADDRESS 0xfec00000UL
#define SELECT 0x00
#define DATA 0x10
#define REGISTER_VERSION 1
#define REGISTER_PINS 0x10

#define ENTRY_LOW 0x2000
#define ENTRY_LEVEL 0x8000
#define ENTRY_MASKED 0x10000

struct io_apic {
	volatile char *registers;
	uint32_t first_pin, pin_count;
};

static struct io_apic controllers[IO_APICS];
static uint32_t entries[HYPER_IRQ_PINS]; /* what each pin's lower half holds; 0: no such pin */
static uint32_t destination;
static struct lock lock;

static void write_register(struct io_apic *controller, uint32_t number, uint32_t value)
{
	*(volatile uint32_t *)(controller->registers + SELECT) = number;
	*(volatile uint32_t *)(controller->registers + DATA) = value;
}

static BOOT_TEXT uint32_t pin_count(struct io_apic *controller)
{
	*(volatile uint32_t *)(controller->registers + SELECT) = REGISTER_VERSION;
	return (*(volatile uint32_t *)(controller->registers + DATA) >> 16 & 0xff) + 1;
}

static struct io_apic *controller_of(hyper_u32 line)
{
	struct io_apic *controller;

	for (controller = controllers; controller < controllers + IO_APICS; controller++)
		if (line >= controller->first_pin &&
		    line - controller->first_pin < controller->pin_count)
			return controller;
	return NULL;
}

/* Call with the lock held. */
static void write_entry(hyper_u32 line)
{
	struct io_apic *controller = controller_of(line);
	uint32_t number = REGISTER_PINS + 2 * (line - controller->first_pin);

	write_register(controller, number + 1, destination << 24);
	write_register(controller, number, entries[line]);
}

static int is_pin(hyper_u32 line)
{
	return line < HYPER_IRQ_PINS && entries[line];
}

int io_apic_is_level(hyper_u32 line)
{
	return line < HYPER_IRQ_PINS && entries[line] & ENTRY_LEVEL;
}

enum hyper_status io_apic_setup(hyper_u32 line, enum hyper_irq_trigger trigger)
{
	uint32_t entry = line_vector(line) | ENTRY_MASKED;
	unsigned long flags;

	if (!is_pin(line))
		return HYPER_INVALID;
	if (trigger == HYPER_IRQ_LEVEL_HIGH || trigger == HYPER_IRQ_LEVEL_LOW)
		entry |= ENTRY_LEVEL;
	if (trigger == HYPER_IRQ_EDGE_FALLING || trigger == HYPER_IRQ_LEVEL_LOW)
		entry |= ENTRY_LOW;
	flags = lock_take(&lock);
	entries[line] = entry;
	write_entry(line);
	lock_release(&lock, flags);
	return HYPER_OK;
}

void io_apic_mask(hyper_u32 line, int masked)
{
	unsigned long flags;

	if (!is_pin(line))
		return;
	flags = lock_take(&lock);
	entries[line] = (entries[line] & ~ENTRY_MASKED) | (masked ? ENTRY_MASKED : 0);
	write_entry(line);
	lock_release(&lock, flags);
}

hyper_u32 isa_pin(unsigned int irq)
{
	return acpi.isa[irq].valid ? acpi.isa[irq].pin : irq;
}

void isa_pin_setup(unsigned int irq)
{
	const struct acpi_override *override = &acpi.isa[irq];

	if (override->level)
		io_apic_setup(isa_pin(irq),
			      override->low ? HYPER_IRQ_LEVEL_LOW : HYPER_IRQ_LEVEL_HIGH);
	else
		io_apic_setup(isa_pin(irq),
			      override->low ? HYPER_IRQ_EDGE_FALLING : HYPER_IRQ_EDGE_RISING);
}

static BOOT_TEXT void start_one(unsigned int index, uint64_t address, uint32_t first_pin)
{
	struct io_apic *controller = &controllers[index];
	uint32_t line;

	controller->registers = window_map(WINDOW_IO_APIC + index, address, WINDOW_DEVICE);
	controller->first_pin = first_pin;
	controller->pin_count = pin_count(controller);
	for (line = first_pin; line < HYPER_IRQ_PINS && controller_of(line) == controller; line++) {
		entries[line] = line_vector(line) | ENTRY_MASKED;
		write_entry(line);
	}
}

BOOT_TEXT void io_apic_start(void)
{
	unsigned int i;

	destination = apic_id();
	if (!acpi.io_apic_count)
		start_one(0, USUAL_ADDRESS, 0);
	for (i = 0; i < acpi.io_apic_count; i++)
		start_one(i, acpi.io_apic[i].address, acpi.io_apic[i].first_pin);
}
