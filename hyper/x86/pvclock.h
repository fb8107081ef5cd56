/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clock page that Xen and KVM share with a vCPU: a time stamp, the cycle count it was taken
 * at, and the rate from there on. Layout: Xen's struct vcpu_time_info, Linux' pvclock-abi.
 */
#ifndef HYPER_X86_PVCLOCK_H
#define HYPER_X86_PVCLOCK_H

#include <stdint.h>

struct pvclock {
	uint32_t version; /* odd while the host writes */
	uint32_t reserved;
	uint64_t cycles;      /* when the rest was true */
	uint64_t nanoseconds; /* what the clock showed then */
	uint32_t multiplier;  /* nanoseconds per shifted cycle, times 2^32 */
	int8_t shift;
	uint8_t flags;
	uint8_t reserved2[2];
};

/* The time now; never less than any call returned before. Context any. */
uint64_t pvclock_read(const volatile struct pvclock *shared);

struct pvclock_wall {
	uint32_t version; /* odd while the host writes */
	uint32_t seconds; /* of the wall clock, when the page above showed 0 */
	uint32_t nanoseconds;
};

/*
 * The wall clock's nanoseconds when the page above showed 0. seconds_high: the upper half of
 * its seconds, or null where the host has none. Context any.
 */
uint64_t pvclock_wall_base(const volatile struct pvclock_wall *shared,
			   const volatile uint32_t *seconds_high);

#endif
