/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measures what nobody states: the rate of the cycle counter and of the local APIC's timer,
 * against a timer whose rate is known. Takes 2 ms at most.
 */
#include "pc/pc.h"
#include "x86/cpu.h"

#define PM_TIMER_FREQUENCY 3579545UL
#define PM_TIMER_MASK 0xffffffUL
#define PIT_FREQUENCY 1193182UL
#define PIT_MASK 0xffffUL
#define APIC_MASK 0xffffffffUL

#define DURATIONS_PER_SECOND 500 /* 2 ms */
#define SAMPLES 8
/*
 * Looks at the reference when it is known that they all take the same time: then the machine
 * counts guest instructions for time. There is nothing to average out, and 2 ms would be
 * millions of instructions.
 */
#define LOOKS_WHEN_STEADY 500
/* 2 ms are over after far fewer, unless the reference stands still. */
#define LOOKS_LIMIT 1000000

enum reference {
	BY_APIC,
	BY_PM_TIMER,
	BY_PIT,
};

struct sample {
	uint64_t reference, cycles, apic;
	int steady; /* all tries took exactly the same time */
};

static BOOT_TEXT uint64_t apic_count(void)
{
	return 0xffffffffUL - apic_read(APIC_TIMER_CURRENT);
}

/*
 * How far each counts before it begins anew. A machine that gets no processor for longer than
 * that, while it measures, would take its own clock for faster than it is.
 */
static BOOT_TEXT uint64_t mask_of(enum reference reference)
{
	switch (reference) {
	case BY_APIC:
		return APIC_MASK;
	case BY_PM_TIMER:
		return PM_TIMER_MASK;
	case BY_PIT:
		break;
	}
	return PIT_MASK;
}

static BOOT_TEXT uint64_t read_reference(enum reference reference)
{
	uint8_t low;

	switch (reference) {
	case BY_APIC:
		return apic_count();
	case BY_PM_TIMER:
		return in32(acpi.timer) & PM_TIMER_MASK;
	case BY_PIT:
		break;
	}
	out8(0x43, 0x80); /* latch channel 2 */
	low = in8(0x42);
	return PIT_MASK - (low | in8(0x42) << 8);
}

/* Of several tries the one in which least time passed around the reference. */
static BOOT_TEXT struct sample take_sample(enum reference reference)
{
	uint64_t before, after, counted, apic, least = ~0UL, most = 0;
	struct sample best = { .steady = 0 };
	int i;

	for (i = 0; i < SAMPLES; i++) {
		before = read_cycles();
		counted = read_reference(reference);
		after = read_cycles();
		apic = reference == BY_APIC ? counted : apic_count();
		if (after - before > most)
			most = after - before;
		if (after - before >= least)
			continue;
		least = after - before;
		best = (struct sample){ counted, before + (after - before) / 2, apic, 0 };
	}
	best.steady = least == most;
	return best;
}

static BOOT_TEXT void start_pit(void)
{
	out8(0x61, (in8(0x61) & ~2) | 1); /* speaker off, gate of channel 2 on */
	out8(0x43, 0xb0);		  /* channel 2, both bytes, count down once */
	out8(0x42, 0xff);
	out8(0x42, 0xff);
}

static BOOT_TEXT uint64_t prepare(enum reference reference)
{
	switch (reference) {
	case BY_APIC:
		return NANOSECONDS;
	case BY_PM_TIMER:
		return PM_TIMER_FREQUENCY;
	case BY_PIT:
		break;
	}
	start_pit();
	return PIT_FREQUENCY;
}

BOOT_TEXT void calibrate(struct frequencies *frequencies)
{
	enum reference reference = frequencies->apic ? BY_APIC : acpi.timer ? BY_PM_TIMER : BY_PIT;
	uint64_t mask = mask_of(reference);
	uint64_t frequency, passed;
	struct sample first, last;
	unsigned int looks = 0;

	if (frequencies->apic && frequencies->cycles)
		return;
	apic_write(APIC_TIMER_DIVIDE, 0xb);
	apic_write(APIC_TIMER_INITIAL, 0xffffffff);
	frequency = prepare(reference);
	first = take_sample(reference);
	do {
		passed = (read_reference(reference) - first.reference) & mask;
		looks++;
	} while (passed < frequency / DURATIONS_PER_SECOND &&
		 looks < (first.steady ? LOOKS_WHEN_STEADY : LOOKS_LIMIT));
	last = take_sample(reference);
	apic_write(APIC_TIMER_INITIAL, 0);

	passed = (last.reference - first.reference) & mask;
	if (!passed || last.cycles <= first.cycles)
		cannot_start("this machine has no timer to measure the processor's clock by");
	if (!frequencies->cycles)
		frequencies->cycles = (last.cycles - first.cycles) * frequency / passed;
	if (!frequencies->apic)
		frequencies->apic = (last.apic - first.apic) * frequency / passed;
}
