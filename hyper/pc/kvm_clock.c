/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KVM's clock page. Linux' Documentation/virt/kvm/x86/{cpuid,msr}.rst.
 */
#include "pc/pc.h"
#include "x86/cpu.h"
#include "x86/pvclock.h"

#define LEAF_FEATURES 1
#define FEATURE_CLOCK (1u << 3)
#define MSR_WALL_CLOCK 0x4b564d00
#define MSR_CLOCK 0x4b564d01
#define CLOCK_ENABLE 1

static struct pvclock page __attribute__((aligned(64)));
static struct pvclock_wall wall __attribute__((aligned(64)));

BOOT_TEXT int kvm_clock_start(const struct start *start)
{
	unsigned int leaf[4];

	if (memcmp(start->signature, "KVMKVMKVM\0\0\0", 12))
		return 0;
	hyper_cpuid(start->signature_leaf + LEAF_FEATURES, 0, leaf);
	if (!(leaf[0] & FEATURE_CLOCK))
		return 0;
	write_msr(MSR_CLOCK, ((uint64_t)&page - HYPER_IMAGE_BASE) | CLOCK_ENABLE);
	return 1;
}

BOOT_TEXT uint64_t kvm_clock_frequency(void)
{
	uint64_t frequency;

	if (!page.multiplier)
		cannot_start("KVM's clock does not count");
	frequency = divide_shift32(NANOSECONDS, page.multiplier);
	return page.shift < 0 ? frequency << -page.shift : frequency >> page.shift;
}

uint64_t kvm_clock_read(void)
{
	return pvclock_read(&page);
}

uint64_t kvm_clock_wall(void)
{
	unsigned long flags = interrupts_save();
	uint64_t base;

	/* The host writes the wall clock's page when it is told the address, and only then. */
	write_msr(MSR_WALL_CLOCK, (uint64_t)&wall - HYPER_IMAGE_BASE);
	base = pvclock_wall_base(&wall, NULL);
	interrupts_restore(flags);
	return base + kvm_clock_read();
}
