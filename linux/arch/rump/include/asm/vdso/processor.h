/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_VDSO_PROCESSOR_H
#define _ASM_RUMP_VDSO_PROCESSOR_H

#ifndef __ASSEMBLY__

#include <rumproast/x86/cpu.h>

#define cpu_relax() hyper_cpu_relax()

#endif /* __ASSEMBLY__ */
#endif
