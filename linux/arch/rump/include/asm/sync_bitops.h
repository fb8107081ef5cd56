/* SPDX-License-Identifier: GPL-2.0 */
/* Bits shared with another domain: x86's versions lock the bus without CONFIG_SMP too. */
#include <arch/x86/include/asm/sync_bitops.h>
