/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clock: KVM's shared clock page where there is one, else the CPU's cycle counter.
 */
#include "pc/pc.h"
#include "x86/cpu.h"

#define LEAF_CRYSTAL 0x15
#define LEAF_TIMING 0x40000010

static int by_kvm;
static uint64_t cycles_at_start;
static uint64_t nanoseconds_per_cycle; /* times 2^32 */

hyper_u64 clock_monotonic(void)
{
	if (by_kvm)
		return kvm_clock_read();
	return multiply_shift32(read_cycles() - cycles_at_start, nanoseconds_per_cycle);
}

hyper_u64 clock_wall(void)
{
	if (by_kvm)
		return kvm_clock_wall();
	return rtc_read() * NANOSECONDS;
}

/* What the hypervisor or the CPU states; 0: nothing. */
static BOOT_TEXT uint64_t stated_frequency(const struct start *start)
{
	unsigned int leaf[4];

	if (start->signature_leaf) {
		hyper_cpuid(start->signature_leaf, 0, leaf);
		if (leaf[0] >= LEAF_TIMING) {
			hyper_cpuid(LEAF_TIMING, 0, leaf);
			if (leaf[0])
				return leaf[0] * 1000UL;
		}
	}
	hyper_cpuid(0, 0, leaf);
	if (leaf[0] < LEAF_CRYSTAL)
		return 0;
	hyper_cpuid(LEAF_CRYSTAL, 0, leaf);
	return leaf[0] && leaf[1] ? (uint64_t)leaf[2] * leaf[1] / leaf[0] : 0;
}

BOOT_TEXT void clock_start(const struct start *start)
{
	struct frequencies frequencies = { .cycles = stated_frequency(start) };

	by_kvm = kvm_clock_start(start);
	if (by_kvm) {
		frequencies.cycles = kvm_clock_frequency();
		frequencies.apic = NANOSECONDS; /* Linux, arch/x86/kvm/lapic.h */
	}
	/* QEMU without KVM counts its APIC timer in nanoseconds of the virtual clock. */
	if (!memcmp(start->signature, "TCGTCGTCGTCG", 12))
		frequencies.apic = NANOSECONDS;
	calibrate(&frequencies);
	cycles_at_start = read_cycles();
	nanoseconds_per_cycle = divide_shift32(NANOSECONDS, frequencies.cycles);
	timer_start(frequencies.cycles, frequencies.apic);
}
