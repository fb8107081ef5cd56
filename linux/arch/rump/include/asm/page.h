/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_PAGE_H
#define _ASM_RUMP_PAGE_H

#include <linux/const.h>
#include <rumproast/x86/cpu.h>

#define PAGE_SHIFT CONFIG_PAGE_SHIFT
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define PAGE_OFFSET _AC(HYPER_DIRECT_MAP, UL)
#define __IMAGE_BASE _AC(HYPER_IMAGE_BASE, UL)

#ifndef __ASSEMBLY__

#include <linux/types.h>

typedef struct {
	unsigned long pte;
} pte_t;
typedef struct {
	unsigned long pmd;
} pmd_t;
typedef struct {
	unsigned long pud;
} pud_t;
typedef struct {
	unsigned long pgd;
} pgd_t;
typedef struct {
	unsigned long pgprot;
} pgprot_t;
typedef struct page *pgtable_t;

#define pte_val(x) ((x).pte)
#define pmd_val(x) ((x).pmd)
#define pud_val(x) ((x).pud)
#define pgd_val(x) ((x).pgd)
#define pgprot_val(x) ((x).pgprot)
#define __pte(x) ((pte_t){(x)})
#define __pmd(x) ((pmd_t){(x)})
#define __pud(x) ((pud_t){(x)})
#define __pgd(x) ((pgd_t){(x)})
#define __pgprot(x) ((pgprot_t){(x)})

/* The image is mapped a second time, at its link address. */
static __always_inline unsigned long __virt_to_phys(unsigned long address)
{
	return address >= __IMAGE_BASE ? address - __IMAGE_BASE : address - PAGE_OFFSET;
}

#define __pa(x) __virt_to_phys((unsigned long)(x))
#define __pa_symbol(x) ((unsigned long)(x) - __IMAGE_BASE)
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))

#define virt_to_pfn(x) (__pa(x) >> PAGE_SHIFT)
#define pfn_to_kaddr(pfn) __va((pfn) << PAGE_SHIFT)
#define virt_to_page(x) pfn_to_page(virt_to_pfn(x))
#define page_to_virt(page) __va(page_to_pfn(page) << PAGE_SHIFT)
#define virt_addr_valid(x) __virt_addr_valid((unsigned long)(x))

bool __virt_addr_valid(unsigned long address);

#define copy_user_page(to, from, address, page) copy_page(to, from)
#define clear_user_page(to, address, page) clear_page(to)

void clear_page(void *page);
void copy_page(void *to, const void *from);

#define VM_DATA_DEFAULT_FLAGS VM_DATA_FLAGS_TSK_EXEC

#include <asm-generic/memory_model.h>
#include <asm-generic/getorder.h>

#endif
#endif
