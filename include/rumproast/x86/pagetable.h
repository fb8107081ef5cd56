/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The format of page tables, which the kernel writes itself: x86-64 with four levels, as in
 * the Intel SDM volume 3, section 4.5. Nothing here can fail; context "any" of
 * <rumproast/hyper.h>. The host side promises CR0.WP and EFER.NXE set, SMEP and SMAP clear,
 * page attribute table entries as after reset.
 */
#ifndef RUMPROAST_X86_PAGETABLE_H
#define RUMPROAST_X86_PAGETABLE_H

#define HYPER_PTE_PRESENT 0x001
#define HYPER_PTE_WRITE 0x002
#define HYPER_PTE_USER 0x004 /* no effect on access at one privilege level; marks programs' pages */
#define HYPER_PTE_WRITE_THROUGH 0x008
#define HYPER_PTE_UNCACHED 0x010
#define HYPER_PTE_ACCESSED 0x020
#define HYPER_PTE_DIRTY 0x040
#define HYPER_PTE_LARGE 0x080 /* levels 2 and 3 */
#define HYPER_PTE_GLOBAL 0x100
#define HYPER_PTE_SOFT1 0x200 /* three bits that the CPU ignores */
#define HYPER_PTE_SOFT2 0x400
#define HYPER_PTE_SOFT3 0x800
#define HYPER_PTE_NO_EXECUTE 0x8000000000000000
#define HYPER_PTE_ADDRESS 0x000ffffffffff000

/* Bits of the error code of a page fault. */
#define HYPER_FAULT_PROTECTION 0x01 /* the page was present */
#define HYPER_FAULT_WRITE 0x02
#define HYPER_FAULT_RESERVED_BIT 0x08
#define HYPER_FAULT_FETCH 0x10

#endif
