// SPDX-License-Identifier: GPL-2.0
/* What the auxiliary vector tells programs about the CPU. */
#include <linux/cache.h>
#include <linux/elf.h>
#include <linux/init.h>
#include <asm/hwcap2.h>
#include <rumproast/x86/cpu.h>

static unsigned long hwcap __ro_after_init;
static unsigned long hwcap2 __ro_after_init;

unsigned long elf_hwcap(void)
{
	return hwcap;
}

unsigned long elf_hwcap2(void)
{
	return hwcap2;
}

static int __init hwcap_init(void)
{
	struct hyper_x86_features features;
	unsigned int registers[4];

	/* Intel SDM volume 2, CPUID leaf 1: the feature flags in EDX. */
	hyper_cpuid(1, 0, registers);
	hwcap = registers[3];
	hyper_x86_features(&features);
	hwcap2 = features.fsgsbase ? HWCAP2_FSGSBASE : 0;
	return 0;
}
early_initcall(hwcap_init);
