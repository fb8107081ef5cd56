/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux' view of the page-table format that <rumproast/x86/pagetable.h> declares: four levels,
 * 48-bit addresses. Programs have the lower half; every root shares the upper half, whose
 * level-4 entries are all filled at boot and never change, so no root is ever out of date.
 */
#ifndef _ASM_RUMP_PGTABLE_H
#define _ASM_RUMP_PGTABLE_H

#include <asm/page.h>
#include <rumproast/x86/pagetable.h>
#include <asm-generic/pgtable-nop4d.h>

#define PGDIR_SHIFT 39
#define PTRS_PER_PGD 512
#define PGDIR_SIZE (_AC(1, UL) << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))

#define PUD_SHIFT 30
#define PTRS_PER_PUD 512
#define PUD_SIZE (_AC(1, UL) << PUD_SHIFT)
#define PUD_MASK (~(PUD_SIZE - 1))

#define PMD_SHIFT 21
#define PTRS_PER_PMD 512
#define PMD_SIZE (_AC(1, UL) << PMD_SHIFT)
#define PMD_MASK (~(PMD_SIZE - 1))

#define PTRS_PER_PTE 512
#define PFN_PTE_SHIFT PAGE_SHIFT

#define PFN_PTE_SHIFT PAGE_SHIFT

#define USER_PTRS_PER_PGD 256
#define FIRST_USER_ADDRESS 0UL
#define KERNEL_PGD_FIRST 256

/* One level-4 entry for vmalloc; the direct map may grow from PAGE_OFFSET up to it. */
#define VMALLOC_START _AC(0xffffc90000000000, UL)
#define VMALLOC_END (VMALLOC_START + PGDIR_SIZE - 1)
#define DIRECT_MAP_MAX (VMALLOC_START - PAGE_OFFSET)

#define _PAGE_PRESENT HYPER_PTE_PRESENT
#define _PAGE_RW HYPER_PTE_WRITE
#define _PAGE_USER HYPER_PTE_USER
#define _PAGE_PWT HYPER_PTE_WRITE_THROUGH
#define _PAGE_PCD HYPER_PTE_UNCACHED
#define _PAGE_ACCESSED HYPER_PTE_ACCESSED
#define _PAGE_DIRTY HYPER_PTE_DIRTY
#define _PAGE_PSE HYPER_PTE_LARGE
#define _PAGE_GLOBAL HYPER_PTE_GLOBAL
#define _PAGE_SPECIAL HYPER_PTE_SOFT1
#define _PAGE_NX _AC(HYPER_PTE_NO_EXECUTE, UL)

/* In an entry that is not present: mapped, but nobody may touch it. */
#define _PAGE_PROTNONE HYPER_PTE_GLOBAL
/* In a swap entry: the page belongs to one process only. */
#define _PAGE_SWP_EXCLUSIVE HYPER_PTE_WRITE

#define _PAGE_TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_KERNEL (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_GLOBAL)
#define _PAGE_FRAME HYPER_PTE_ADDRESS
#define _PAGE_CHG_MASK (_PAGE_FRAME | _PAGE_SPECIAL | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_PSE)

#define PAGE_NONE __pgprot(_PAGE_PROTNONE | _PAGE_ACCESSED)
#define _PAGE_PROGRAM (_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_READONLY __pgprot(_PAGE_PROGRAM | _PAGE_NX)
#define PAGE_READONLY_EXEC __pgprot(_PAGE_PROGRAM)
#define PAGE_SHARED __pgprot(_PAGE_PROGRAM | _PAGE_RW | _PAGE_NX)
#define PAGE_SHARED_EXEC __pgprot(_PAGE_PROGRAM | _PAGE_RW)

#define PAGE_KERNEL __pgprot(_PAGE_KERNEL | _PAGE_NX)
#define PAGE_KERNEL_RO __pgprot((_PAGE_KERNEL & ~_PAGE_RW & ~_PAGE_DIRTY) | _PAGE_NX)
#define PAGE_KERNEL_ROX __pgprot(_PAGE_KERNEL & ~_PAGE_RW & ~_PAGE_DIRTY)
#define PAGE_KERNEL_EXEC __pgprot(_PAGE_KERNEL)
#define PAGE_KERNEL_NOCACHE __pgprot(_PAGE_KERNEL | _PAGE_NX | _PAGE_PCD | _PAGE_PWT)

#define _PAGE_IOREMAP pgprot_val(PAGE_KERNEL_NOCACHE)

#ifndef __ASSEMBLY__

#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <asm/cmpxchg.h>

struct vm_area_struct;
struct mm_struct;

extern pgd_t swapper_pg_dir[PTRS_PER_PGD];

#define ZERO_PAGE(address) virt_to_page(empty_zero_page)
extern char empty_zero_page[PAGE_SIZE];

#define pte_ERROR(e) pr_err("%s:%d: bad pte %016lx\n", __FILE__, __LINE__, pte_val(e))
#define pmd_ERROR(e) pr_err("%s:%d: bad pmd %016lx\n", __FILE__, __LINE__, pmd_val(e))
#define pud_ERROR(e) pr_err("%s:%d: bad pud %016lx\n", __FILE__, __LINE__, pud_val(e))
#define pgd_ERROR(e) pr_err("%s:%d: bad pgd %016lx\n", __FILE__, __LINE__, pgd_val(e))

/* Setting entries ---------------------------------------------------------------------- */

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(*ptep, pte);
}

static inline void set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	WRITE_ONCE(*pmdp, pmd);
}

static inline void set_pud(pud_t *pudp, pud_t pud)
{
	WRITE_ONCE(*pudp, pud);
}

static inline void set_p4d(p4d_t *p4dp, p4d_t p4d)
{
	WRITE_ONCE(*p4dp, p4d);
}

#define pte_clear(mm, address, ptep) set_pte(ptep, __pte(0))
#define pmd_clear(pmdp) set_pmd(pmdp, __pmd(0))
#define pud_clear(pudp) set_pud(pudp, __pud(0))
#define p4d_clear(p4dp) set_p4d(p4dp, __p4d(0))

/* What an entry says ------------------------------------------------------------------- */

#define pte_none(pte) (!pte_val(pte))
#define pmd_none(pmd) (!pmd_val(pmd))
#define pud_none(pud) (!pud_val(pud))
#define p4d_none(p4d) (!p4d_val(p4d))

static inline int pte_present(pte_t pte)
{
	return !!(pte_val(pte) & (_PAGE_PRESENT | _PAGE_PROTNONE));
}

#define pmd_present(pmd) (!!(pmd_val(pmd) & (_PAGE_PRESENT | _PAGE_PROTNONE)))
#define pud_present(pud) (!!(pud_val(pud) & _PAGE_PRESENT))
#define p4d_present(p4d) (!!(p4d_val(p4d) & _PAGE_PRESENT))

#define pmd_leaf(pmd) (!!(pmd_val(pmd) & _PAGE_PSE))
#define pud_leaf(pud) (!!(pud_val(pud) & _PAGE_PSE))

#define _table_bad(value) (((value) & ~_PAGE_FRAME & ~_PAGE_USER) != (_PAGE_TABLE & ~_PAGE_USER))
#define pmd_bad(pmd) _table_bad(pmd_val(pmd) | _PAGE_ACCESSED | _PAGE_DIRTY)
#define pud_bad(pud) _table_bad(pud_val(pud) | _PAGE_ACCESSED | _PAGE_DIRTY)
#define p4d_bad(p4d) _table_bad(p4d_val(p4d) | _PAGE_ACCESSED | _PAGE_DIRTY)

#define pte_write(pte) (!!(pte_val(pte) & _PAGE_RW))
#define pte_dirty(pte) (!!(pte_val(pte) & _PAGE_DIRTY))
#define pte_young(pte) (!!(pte_val(pte) & _PAGE_ACCESSED))
#define pte_special(pte) (!!(pte_val(pte) & _PAGE_SPECIAL))
#define pte_exec(pte) (!(pte_val(pte) & _PAGE_NX))
#define pmd_write(pmd) (!!(pmd_val(pmd) & _PAGE_RW))
#define pud_write(pud) (!!(pud_val(pud) & _PAGE_RW))

/* Where it points ---------------------------------------------------------------------- */

#define pte_pfn(pte) ((pte_val(pte) & _PAGE_FRAME) >> PAGE_SHIFT)
#define pmd_pfn(pmd) ((pmd_val(pmd) & _PAGE_FRAME) >> PAGE_SHIFT)
#define pud_pfn(pud) ((pud_val(pud) & _PAGE_FRAME) >> PAGE_SHIFT)
#define p4d_pfn(p4d) ((p4d_val(p4d) & _PAGE_FRAME) >> PAGE_SHIFT)

#define pte_page(pte) pfn_to_page(pte_pfn(pte))
#define pmd_page(pmd) pfn_to_page(pmd_pfn(pmd))
#define pud_page(pud) pfn_to_page(pud_pfn(pud))
#define p4d_page(p4d) pfn_to_page(p4d_pfn(p4d))

#define pmd_page_vaddr(pmd) ((unsigned long)__va(pmd_val(pmd) & _PAGE_FRAME))
#define pud_pgtable(pud) ((pmd_t *)__va(pud_val(pud) & _PAGE_FRAME))
#define p4d_pgtable(p4d) ((pud_t *)__va(p4d_val(p4d) & _PAGE_FRAME))

#define pfn_pte(pfn, prot) __pte(((unsigned long)(pfn) << PAGE_SHIFT) | pgprot_val(prot))
#define pfn_pmd(pfn, prot) __pmd(((unsigned long)(pfn) << PAGE_SHIFT) | pgprot_val(prot))
#define mk_pte(page, prot) pfn_pte(page_to_pfn(page), prot)

/* Entries made from entries ------------------------------------------------------------ */

static inline pte_t pte_set_flags(pte_t pte, unsigned long set)
{
	return __pte(pte_val(pte) | set);
}

static inline pte_t pte_clear_flags(pte_t pte, unsigned long clear)
{
	return __pte(pte_val(pte) & ~clear);
}

#define pte_wrprotect(pte) pte_clear_flags(pte, _PAGE_RW)
#define pte_mkwrite_novma(pte) pte_set_flags(pte, _PAGE_RW)
#define pte_mkclean(pte) pte_clear_flags(pte, _PAGE_DIRTY)
#define pte_mkdirty(pte) pte_set_flags(pte, _PAGE_DIRTY)
#define pte_mkold(pte) pte_clear_flags(pte, _PAGE_ACCESSED)
#define pte_mkyoung(pte) pte_set_flags(pte, _PAGE_ACCESSED)
#define pte_mkspecial(pte) pte_set_flags(pte, _PAGE_SPECIAL)

static inline pte_t pte_modify(pte_t pte, pgprot_t prot)
{
	return __pte((pte_val(pte) & _PAGE_CHG_MASK) | (pgprot_val(prot) & ~_PAGE_CHG_MASK) |
		     (pgprot_val(prot) & _PAGE_ACCESSED));
}

#define pgprot_noncached pgprot_noncached
static inline pgprot_t pgprot_noncached(pgprot_t prot)
{
	return __pgprot(pgprot_val(prot) | _PAGE_PCD | _PAGE_PWT);
}

#define pgprot_nx pgprot_nx
static inline pgprot_t pgprot_nx(pgprot_t prot)
{
	return __pgprot(pgprot_val(prot) | _PAGE_NX);
}

/* Entries the CPU may be changing at the same time -------------------------------------- */

#define __HAVE_ARCH_PTEP_GET_AND_CLEAR
static inline pte_t ptep_get_and_clear(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	return __pte(xchg(&ptep->pte, 0));
}

#define __HAVE_ARCH_PTEP_SET_WRPROTECT
static inline void ptep_set_wrprotect(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	pte_t old = READ_ONCE(*ptep);

	while (!try_cmpxchg(&ptep->pte, &old.pte, pte_val(pte_wrprotect(old))))
		;
}

#define __HAVE_ARCH_PTEP_TEST_AND_CLEAR_YOUNG
static inline int ptep_test_and_clear_young(struct vm_area_struct *vma, unsigned long address,
					    pte_t *ptep)
{
	pte_t old = READ_ONCE(*ptep);

	while (pte_young(old))
		if (try_cmpxchg(&ptep->pte, &old.pte, pte_val(pte_mkold(old))))
			return 1;
	return 0;
}

#define __HAVE_ARCH_PTE_SAME
static inline int pte_same(pte_t a, pte_t b)
{
	return pte_val(a) == pte_val(b);
}

/* The CPU keeps nothing that a new entry would have to displace. */
#define update_mmu_cache(vma, address, ptep) do { } while (0)
#define update_mmu_cache_range(vmf, vma, address, ptep, nr) do { } while (0)
#define flush_tlb_fix_spurious_fault(vma, address, ptep) do { } while (0)

/* Swap entries: bits 2..6 the type, 12 and up the offset; not present, not PROTNONE. ------ */

#define __swp_type(entry) (((entry).val >> 2) & 0x1f)
#define __swp_offset(entry) ((entry).val >> PAGE_SHIFT)
#define __swp_entry(type, offset)                                                                  \
	((swp_entry_t){(((type) & 0x1fUL) << 2) | ((unsigned long)(offset) << PAGE_SHIFT)})
#define __pte_to_swp_entry(pte) ((swp_entry_t){pte_val(pte)})
#define __swp_entry_to_pte(entry) __pte((entry).val)

static inline int pte_swp_exclusive(pte_t pte)
{
	return !!(pte_val(pte) & _PAGE_SWP_EXCLUSIVE);
}

static inline pte_t pte_swp_mkexclusive(pte_t pte)
{
	return pte_set_flags(pte, _PAGE_SWP_EXCLUSIVE);
}

static inline pte_t pte_swp_clear_exclusive(pte_t pte)
{
	return pte_clear_flags(pte, _PAGE_SWP_EXCLUSIVE);
}

#define kern_addr_valid(address) 1

#endif /* __ASSEMBLY__ */
#endif
