/* SPDX-License-Identifier: GPL-2.0 */
/* Device memory is mapped uncached and accessed by plain loads and stores, as x86 orders them. */
#ifndef _ASM_RUMP_IO_H
#define _ASM_RUMP_IO_H

#include <linux/pfn.h>
#include <linux/types.h>
#include <asm/page.h>
#include <asm/pgtable.h>

#define __io_br() barrier()
#define __io_ar(v) barrier()
#define __io_bw() barrier()
#define __io_aw() barrier()

#define virt_to_phys virt_to_phys
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

/* For pages that are shared with the host side and no device: grant table, xenstore, console. */
#define ioremap_cache(address, size) ioremap_prot((address), (size), pgprot_val(PAGE_KERNEL))

#define page_to_phys(page) PFN_PHYS(page_to_pfn(page))

#include <asm-generic/io.h>

#endif
