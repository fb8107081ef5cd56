/* SPDX-License-Identifier: GPL-2.0 */
/* Vector registers for the kernel's own use. */
#ifndef _ASM_RUMP_FPU_API_H
#define _ASM_RUMP_FPU_API_H

#include <linux/types.h>
#include <asm/cpufeature.h>

/* Sets of registers as XCR0 has them (Intel SDM volume 1, section 13.1). */
#define XFEATURE_MASK_FP 0x1
#define XFEATURE_MASK_SSE 0x2
#define XFEATURE_MASK_YMM 0x4
#define XFEATURE_MASK_AVX512 0xe0

/*
 * Between these two, code may use the FPU and vector registers; it must not sleep. From any
 * context where irq_fpu_usable() is true, which is everywhere but inside another such section
 * and in an NMI. begin leaves MXCSR and the x87 control word in their initial state.
 */
void kernel_fpu_begin(void);
void kernel_fpu_end(void);
bool irq_fpu_usable(void);

/* Whether the operating system side of a set of XCR0 features is there. */
int cpu_has_xfeatures(u64 features, const char **missing);

#endif
