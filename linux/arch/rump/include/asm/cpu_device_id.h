/* SPDX-License-Identifier: GPL-2.0 */
/* Tables of CPUs: x86's own, with the vendors they name. */
#ifndef _ASM_RUMP_CPU_DEVICE_ID_H
#define _ASM_RUMP_CPU_DEVICE_ID_H

#include <asm/cpufeature.h>
#include <arch/x86/include/asm/cpu_device_id.h>

#endif
