/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_CMPXCHG_H
#define _ASM_RUMP_CMPXCHG_H

#include <arch/x86/include/asm/cmpxchg.h>

/* x86's version asks a table of CPU features that the port does not keep. */
#undef system_has_cmpxchg128

#endif
