/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ways in which a PC ends, each tried in turn until one works. A device that is absent
 * ignores what is written to it.
 */
#include <rumproast/exit.h>

#include "pc/pc.h"

/* QEMU's isa-debug-exit,iobase=0xf4,iosize=4: QEMU's exit status is 2 * value + 1. */
#define DEBUG_EXIT 0xf4
/* QEMU's pvpanic, docs/specs/pvpanic.txt. */
#define PANIC 0x505
#define PANIC_PANICKED 1
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET 0xfe
#define SLEEP_ENABLE 0x2000
#define REDUCED_SLEEP_ENABLE 0x20

/* A machine that has been told to stop may need a moment. Not by the clock: it may be broken. */
static void give_time(void)
{
	unsigned int i;

	for (i = 0; i < 100000; i++)
		in8(0x80);
}

static void soft_off(void)
{
	if (!acpi.has_soft_off)
		return;
	if (acpi.hardware_reduced)
		acpi_write(&acpi.sleep_control,
			   (uint32_t)acpi.soft_off_a << 2 | REDUCED_SLEEP_ENABLE);
	if (acpi.control_a)
		out16(acpi.control_a, (uint16_t)(acpi.soft_off_a << 10 | SLEEP_ENABLE));
	if (acpi.control_b)
		out16(acpi.control_b, (uint16_t)(acpi.soft_off_b << 10 | SLEEP_ENABLE));
	give_time();
}

static void keyboard_reset(void)
{
	out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	give_time();
}

static __attribute__((noreturn)) void triple_fault(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) none = { 0, 0 };

	for (;;)
		__asm__ volatile("lidt %0; int3" : : "m"(none));
}

void power_off(hyper_u32 status)
{
	out32(DEBUG_EXIT, status);
	soft_off();
	keyboard_reset();
	triple_fault();
}

/* The debug exit would end the machine instead. */
void power_restart(hyper_u32 status)
{
	(void)status;
	if (acpi.has_reset) {
		acpi_write(&acpi.reset, acpi.reset_value);
		give_time();
	}
	keyboard_reset();
	triple_fault();
}

void power_crash(void)
{
	if (in8(PANIC) != 0xff)
		out8(PANIC, PANIC_PANICKED);
	out32(DEBUG_EXIT, RUMPROAST_EXIT_CRASH);
	soft_off();
	triple_fault();
}
