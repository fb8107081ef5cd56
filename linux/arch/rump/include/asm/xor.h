/* SPDX-License-Identifier: GPL-2.0 */
/* The instructions are those of the CPU: x86's header serves in place. */
#include <arch/x86/include/asm/xor.h>
