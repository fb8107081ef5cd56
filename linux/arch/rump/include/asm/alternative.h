/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Code is never patched after it was linked: text is read-only from the first page table on.
 * Where x86's headers offer alternatives, the one for CPUs of the last fifteen years is taken.
 */
#ifndef _ASM_RUMP_ALTERNATIVE_H
#define _ASM_RUMP_ALTERNATIVE_H

#include <asm/asm.h>
#include <asm/cpufeatures.h>

#ifdef __ASSEMBLY__

#ifdef CONFIG_SMP
#define LOCK_PREFIX lock
#else
#define LOCK_PREFIX
#endif

#else

#ifdef CONFIG_SMP
#define LOCK_PREFIX "lock; "
#else
#define LOCK_PREFIX ""
#endif
#define LOCK_PREFIX_HERE LOCK_PREFIX

#define ALTERNATIVE(old, new, feature) new
#define alternative(old, new, feature) asm volatile(new : : : "memory")

#endif
#endif
