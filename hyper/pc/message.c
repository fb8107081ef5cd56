/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines that devices raise by a write to the local APIC's address range. Intel SDM volume 3,
 * section 10.11.
 */
#include "pc/pc.h"
#include "x86/cpu.h"
#include "x86/lock.h"

#define FIRST_LINE HYPER_IRQ_PINS
#define MESSAGE_ADDRESS 0xfee00000UL

static unsigned char used[HYPER_IRQ_LINES];
static struct lock lock;

static int is_message_line(hyper_u32 line)
{
	return line >= FIRST_LINE && line < HYPER_IRQ_UPCALL;
}

static hyper_u32 take_line(void)
{
	unsigned long flags = lock_take(&lock);
	hyper_u32 line;

	for (line = FIRST_LINE; line < HYPER_IRQ_UPCALL && used[line]; line++)
		;
	if (line < HYPER_IRQ_UPCALL)
		used[line] = 1;
	lock_release(&lock, flags);
	return line;
}

enum hyper_status message_alloc(hyper_u32 cpu, hyper_u32 *line, struct hyper_message *message)
{
	uint32_t id;
	hyper_u32 taken;

	if (cpu >= MAX_CPUS || (cpu && cpu >= acpi.cpu_count))
		return HYPER_INVALID;
	id = cpu < acpi.cpu_count ? acpi.apic_id[cpu] : apic_id();
	if (id > 255)
		return HYPER_UNSUPPORTED;
	taken = take_line();
	if (taken == HYPER_IRQ_UPCALL)
		return HYPER_EXHAUSTED;
	*line = taken;
	message->address = MESSAGE_ADDRESS | id << 12;
	message->data = line_vector(taken);
	return HYPER_OK;
}

void message_free(hyper_u32 line)
{
	if (!is_message_line(line) || !used[line])
		broken("hyper_irq_message_free: not a line that was handed out");
	WRITE_ONCE(used[line], 0);
}
