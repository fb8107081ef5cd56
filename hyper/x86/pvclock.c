/* SPDX-License-Identifier: GPL-2.0 */
#include "x86/pvclock.h"

#include "x86/machine.h"

/* The largest value handed out: the host may step its clock a little, and vCPUs may differ. */
static uint64_t latest;

static uint64_t never_back(uint64_t now)
{
	uint64_t seen = __atomic_load_n(&latest, __ATOMIC_RELAXED);

	while (now > seen)
		if (__atomic_compare_exchange_n(&latest, &seen, now, 1, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return now;
	return seen;
}

static uint64_t time_by(const struct pvclock *clock, uint64_t cycles)
{
	uint64_t passed = cycles > clock->cycles ? cycles - clock->cycles : 0;

	if (clock->shift < 0)
		passed >>= -clock->shift & 63;
	else
		passed <<= clock->shift & 63;
	return clock->nanoseconds + multiply_shift32(passed, clock->multiplier);
}

uint64_t pvclock_read(const volatile struct pvclock *shared)
{
	struct pvclock copy;
	uint64_t cycles;

	do {
		copy.version = shared->version;
		compiler_barrier();
		copy.cycles = shared->cycles;
		copy.nanoseconds = shared->nanoseconds;
		copy.multiplier = shared->multiplier;
		copy.shift = shared->shift;
		cycles = read_cycles();
	} while ((copy.version & 1) || copy.version != shared->version);
	return never_back(time_by(&copy, cycles));
}

uint64_t pvclock_wall_base(const volatile struct pvclock_wall *shared,
			   const volatile uint32_t *seconds_high)
{
	uint64_t seconds, nanoseconds;
	uint32_t version;

	do {
		version = shared->version;
		compiler_barrier();
		seconds = shared->seconds;
		nanoseconds = shared->nanoseconds;
		if (seconds_high)
			seconds |= (uint64_t)*seconds_high << 32;
		compiler_barrier();
	} while ((version & 1) || version != shared->version);
	return seconds * NANOSECONDS + nanoseconds;
}
