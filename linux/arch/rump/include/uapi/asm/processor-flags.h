/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#include <../arch/x86/include/uapi/asm/processor-flags.h>
