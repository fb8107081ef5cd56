/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The local interrupt controller of a vCPU, in whichever of its two modes it can be reached.
 * Intel SDM volume 3, chapter 10.
 */
#include "pc/pc.h"
#include "x86/cpu.h"
#include "x86/window.h"

#define BASE_ENABLE 0x800
#define BASE_X2APIC 0x400
#define BASE_ADDRESS 0x000ffffffffff000UL
#define MSR_X2APIC 0x800

#define REGISTER_ID 0x20
#define REGISTER_TASK_PRIORITY 0x80
#define REGISTER_END 0xb0
#define REGISTER_SPURIOUS 0xf0
#define SPURIOUS_ENABLE 0x100
#define DELIVER_NMI 0x400

static volatile char *registers; /* null: x2APIC */

uint32_t apic_read(unsigned int offset)
{
	if (registers)
		return *(volatile uint32_t *)(registers + offset);
	return (uint32_t)read_msr(MSR_X2APIC + offset / 16);
}

void apic_write(unsigned int offset, uint32_t value)
{
	if (registers)
		*(volatile uint32_t *)(registers + offset) = value;
	else
		write_msr(MSR_X2APIC + offset / 16, value);
}

void apic_end(void)
{
	apic_write(REGISTER_END, 0);
}

uint32_t apic_id(void)
{
	uint32_t id = apic_read(REGISTER_ID);

	return registers ? id >> 24 : id;
}

/* The two old controllers raise their lines where exceptions are unless told otherwise. */
static BOOT_TEXT void silence_8259(void)
{
	out8(0x20, 0x11);
	out8(0xa0, 0x11);
	out8(0x21, 0x20);
	out8(0xa1, 0x28);
	out8(0x21, 4);
	out8(0xa1, 2);
	out8(0x21, 1);
	out8(0xa1, 1);
	out8(0x21, 0xff);
	out8(0xa1, 0xff);
}

BOOT_TEXT void apic_start(void)
{
	uint64_t base = read_msr(MSR_APIC_BASE);
	unsigned int leaf[4];

	hyper_cpuid(1, 0, leaf);
	if (!(leaf[3] >> 9 & 1))
		cannot_start("this machine's processor has no local APIC");
	silence_8259();
	if (!(base & BASE_ENABLE))
		write_msr(MSR_APIC_BASE, base | BASE_ENABLE);
	if (!(base & BASE_X2APIC))
		registers = window_map(WINDOW_APIC, base & BASE_ADDRESS, WINDOW_DEVICE);
	apic_write(REGISTER_TASK_PRIORITY, 0);
	apic_write(APIC_LVT_TIMER, APIC_MASKED);
	apic_write(APIC_LVT_LINT0, APIC_MASKED);
	apic_write(APIC_LVT_LINT1, DELIVER_NMI);
	apic_write(APIC_LVT_ERROR, APIC_MASKED);
	apic_write(REGISTER_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
}
