/* SPDX-License-Identifier: GPL-2.0 */
/* The layout of what is shared with Xen is x86's public interface. */
#include <arch/x86/include/asm/xen/interface.h>
