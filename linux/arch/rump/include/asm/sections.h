/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_SECTIONS_H
#define _ASM_RUMP_SECTIONS_H

#include <asm-generic/sections.h>

/* Page-aligned borders of the image (kernel/vmlinux.lds.S). */
extern char __rodata_end[];
extern char __inittext_begin[], __inittext_end[];

#endif
