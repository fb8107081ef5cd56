/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frame numbers. Xen translates this domain's physical addresses behind its back, so the frame
 * numbers that other domains and devices are told are the kernel's own.
 */
#ifndef _ASM_RUMP_XEN_PAGE_H
#define _ASM_RUMP_XEN_PAGE_H

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/types.h>
#include <asm/page.h>
#include <xen/interface/xen.h>
#include <xen/interface/grant_table.h>
#include <xen/features.h>

typedef struct xmaddr {
	phys_addr_t maddr;
} xmaddr_t;

typedef struct xpaddr {
	phys_addr_t paddr;
} xpaddr_t;

#define XMADDR(x) ((xmaddr_t){ .maddr = (x) })
#define XPADDR(x) ((xpaddr_t){ .paddr = (x) })

#define INVALID_P2M_ENTRY (~0UL)
#define phys_to_machine_mapping_valid(pfn) 1

static inline unsigned long pfn_to_gfn(unsigned long pfn)
{
	return pfn;
}

static inline unsigned long gfn_to_pfn(unsigned long gfn)
{
	return gfn;
}

static inline unsigned long pfn_to_bfn(unsigned long pfn)
{
	return pfn;
}

static inline unsigned long bfn_to_pfn(unsigned long bfn)
{
	return bfn;
}

#define bfn_to_local_pfn(bfn) bfn_to_pfn(bfn)

#define virt_to_gfn(address) pfn_to_gfn(virt_to_pfn(address))
#define gfn_to_virt(gfn) __va(gfn_to_pfn(gfn) << XEN_PAGE_SHIFT)
#define percpu_to_gfn(address) pfn_to_gfn(per_cpu_ptr_to_phys(address) >> XEN_PAGE_SHIFT)

/* Callers are for paravirtualised domains, which this never is. */
static inline xmaddr_t arbitrary_virt_to_machine(void *address)
{
	BUG();
}

/* A foreign page is found by its frame number like any other: there is nothing to note down. */
static inline int set_foreign_p2m_mapping(struct gnttab_map_grant_ref *map_ops,
					  struct gnttab_map_grant_ref *kmap_ops,
					  struct page **pages, unsigned int count)
{
	return 0;
}

static inline int clear_foreign_p2m_mapping(struct gnttab_unmap_grant_ref *unmap_ops,
					    struct gnttab_unmap_grant_ref *kunmap_ops,
					    struct page **pages, unsigned int count)
{
	return 0;
}

static inline bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	return true;
}

static inline bool set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	return true;
}

#endif
