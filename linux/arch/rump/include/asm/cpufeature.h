/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the CPU has, for x86's vector code. Only in kernels that have such code
 * (CONFIG_RUMP_CPU_FEATURES); the port itself asks the host side.
 */
#ifndef _ASM_RUMP_CPUFEATURE_H
#define _ASM_RUMP_CPUFEATURE_H

#include <asm/cpufeatures.h>

#ifndef __ASSEMBLY__

#include <linux/types.h>

/* Vendors by the numbers that tables of x86's code have them. */
#define X86_VENDOR_INTEL 0
#define X86_VENDOR_CYRIX 1
#define X86_VENDOR_AMD 2
#define X86_VENDOR_UMC 3
#define X86_VENDOR_CENTAUR 5
#define X86_VENDOR_TRANSMETA 7
#define X86_VENDOR_NSC 8
#define X86_VENDOR_HYGON 9
#define X86_VENDOR_ZHAOXIN 10
#define X86_VENDOR_VORTEX 11
#define X86_VENDOR_UNKNOWN 0xff

/* Filled in before the first initcall. Members have the names that x86's code knows. */
struct cpuinfo_x86 {
	union {
		struct {
			u8 x86_model;
			u8 x86; /* the family */
			u8 x86_vendor;
			u8 x86_reserved;
		};
		u32 x86_vfm;
	};
	u8 x86_stepping;
	u32 microcode; /* not known: 0 */
	u32 x86_capability[NCAPINTS];
};

extern struct cpuinfo_x86 boot_cpu_data;

/* Whether the CPU has a feature, X86_FEATURE_*, and its registers are kept for it. */
static inline bool cpu_has(const struct cpuinfo_x86 *cpu, unsigned int feature)
{
	return cpu->x86_capability[feature / 32] >> feature % 32 & 1;
}

#define boot_cpu_has(feature) cpu_has(&boot_cpu_data, feature)
#define static_cpu_has(feature) boot_cpu_has(feature)
#define cpu_feature_enabled(feature) boot_cpu_has(feature)

#endif /* __ASSEMBLY__ */
#endif
