/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The timer of a vCPU: the local APIC's, by cycle count where it can, else by counting down.
 * Intel SDM volume 3, section 10.5.4.
 */
#include "pc/pc.h"
#include "x86/cpu.h"

#define MSR_DEADLINE 0x6e0
#define LVT_DEADLINE 0x40000

static int by_deadline;
static uint64_t counts_per_nanosecond; /* times 2^32 */
static uint64_t longest;	       /* nanoseconds that fit the counter */

static struct cpu_block *this_block(void)
{
	return (struct cpu_block *)hyper_this_cpu();
}

BOOT_TEXT void timer_start(uint64_t cycle_frequency, uint64_t apic_frequency)
{
	unsigned int leaf[4];

	hyper_cpuid(1, 0, leaf);
	by_deadline = leaf[2] >> 24 & 1;
	counts_per_nanosecond =
		divide_shift32(by_deadline ? cycle_frequency : apic_frequency, NANOSECONDS);
	if (!counts_per_nanosecond)
		cannot_start("this machine's APIC timer does not count");
	longest = divide_shift32(0xfffffff0UL, counts_per_nanosecond);
	apic_write(APIC_TIMER_DIVIDE, 0xb);
	apic_write(APIC_LVT_TIMER, line_vector(HYPER_IRQ_TIMER) | (by_deadline ? LVT_DEADLINE : 0));
	/* The mode has to be in place before the first deadline is written. */
	__asm__ volatile("mfence" : : : "memory");
}

/* Rounds up; a count of 0 would stop the timer. */
static uint64_t counts(uint64_t nanoseconds)
{
	return multiply_shift32(nanoseconds, counts_per_nanosecond) + 1;
}

static void arm(uint64_t deadline)
{
	uint64_t now = clock_monotonic();
	uint64_t left = deadline > now ? deadline - now : 0;

	if (left > longest)
		left = longest;
	if (by_deadline)
		write_msr(MSR_DEADLINE, read_cycles() + counts(left));
	else
		apic_write(APIC_TIMER_INITIAL, (uint32_t)counts(left));
}

void timer_arm(hyper_u64 deadline)
{
	unsigned long flags = interrupts_save();

	this_block()->timer_deadline = deadline;
	arm(deadline);
	interrupts_restore(flags);
}

void timer_stop(void)
{
	unsigned long flags = interrupts_save();

	this_block()->timer_deadline = ~0UL;
	if (by_deadline)
		write_msr(MSR_DEADLINE, 0);
	else
		apic_write(APIC_TIMER_INITIAL, 0);
	interrupts_restore(flags);
}

int timer_expired(void)
{
	uint64_t deadline = this_block()->timer_deadline;

	if (deadline == ~0UL || clock_monotonic() >= deadline)
		return 1;
	arm(deadline);
	return 0;
}
