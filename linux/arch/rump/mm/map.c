// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own half of every root: the direct map of all RAM, the image at its link
 * address, the host side's window, and the level-4 entries that vmalloc will fill.
 *
 * No page is writable and executable at once in any of its mappings. Text is read-only from
 * here on; read-only data once init code, which sets it up, has run. The direct map's alias of
 * the image is as read-only as the image, and never executable.
 */
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <asm/pgtable.h>
#include <asm/rump.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>

pgd_t swapper_pg_dir[PTRS_PER_PGD] __page_aligned_bss;

/* Boot page tables reach this far. */
#define BOOT_MAP_END SZ_4G

static void *__init table_alloc(void)
{
	void *table = memblock_alloc(PAGE_SIZE, PAGE_SIZE);

	if (!table)
		panic("rump: too little memory: no room for the kernel's page tables");
	return table;
}

static pud_t *__init pud_for(unsigned long address)
{
	p4d_t *p4d = p4d_offset(pgd_offset_k(address), address);

	if (p4d_none(*p4d))
		set_p4d(p4d, __p4d(__pa(table_alloc()) | _PAGE_TABLE));
	return pud_offset(p4d, address);
}

static pmd_t *__init pmd_for(unsigned long address)
{
	pud_t *pud = pud_for(address);

	if (pud_none(*pud))
		set_pud(pud, __pud(__pa(table_alloc()) | _PAGE_TABLE));
	return pmd_offset(pud, address);
}

static pte_t *__init pte_for(unsigned long address)
{
	pmd_t *pmd = pmd_for(address);

	if (pmd_none(*pmd))
		set_pmd(pmd, __pmd(__pa(table_alloc()) | _PAGE_TABLE));
	return pte_offset_kernel(pmd, address);
}

static void __init map_pages(unsigned long address, unsigned long physical, unsigned long size,
			     pgprot_t protection)
{
	unsigned long end = address + size;

	for (; address < end; address += PAGE_SIZE, physical += PAGE_SIZE)
		set_pte(pte_for(address), pfn_pte(physical >> PAGE_SHIFT, protection));
}

/* The part of the image that starts and ends at page-aligned symbols. */
static void __init map_image(const char *start, const char *end, pgprot_t protection)
{
	map_pages((unsigned long)start, __pa_symbol(start), end - start, protection);
}

static bool __init fits(unsigned long physical, unsigned long end, unsigned long size)
{
	return !(physical & (size - 1)) && end - physical >= size;
}

static bool __init touches_image(unsigned long physical, unsigned long size)
{
	return physical < __pa_symbol(_end) && physical + size > __pa_symbol(_text);
}

static pgprot_t __init direct_protection(unsigned long physical)
{
	if (physical >= __pa_symbol(_text) && physical < __pa_symbol(_etext))
		return PAGE_KERNEL_RO;
	return PAGE_KERNEL;
}

/* Large pages wherever one lies wholly in RAM and holds nothing of the image's. */
static void __init map_direct(unsigned long physical, unsigned long end, bool page_1g)
{
	unsigned long size;

	for (; physical < end; physical += size) {
		unsigned long address = (unsigned long)__va(physical);
		unsigned long large = physical | pgprot_val(PAGE_KERNEL) | _PAGE_PSE;

		if (page_1g && fits(physical, end, PUD_SIZE) &&
		    !touches_image(physical, PUD_SIZE)) {
			set_pud(pud_for(address), __pud(large));
			size = PUD_SIZE;
		} else if (fits(physical, end, PMD_SIZE) && !touches_image(physical, PMD_SIZE)) {
			set_pmd(pmd_for(address), __pmd(large));
			size = PMD_SIZE;
		} else {
			map_pages(address, physical, PAGE_SIZE, direct_protection(physical));
			size = PAGE_SIZE;
		}
	}
}

static void __init map_memory(void)
{
	struct hyper_x86_features features;
	phys_addr_t start, end;
	u64 i;

	hyper_x86_features(&features);
	for_each_mem_range(i, &start, &end)
		map_direct(PAGE_ALIGN(start), end & PAGE_MASK, features.page_1g);
}

static void __init map_window(void)
{
	set_pmd(pmd_for(HYPER_WINDOW), __pmd(rump_boot->window_table | _PAGE_TABLE));
}

/* Level-4 entries of the kernel's half never change later, or roots would differ. */
static void __init fill_roots(void)
{
	unsigned long address;

	for (address = PAGE_OFFSET; address < (unsigned long)__va(memblock_end_of_DRAM());
	     address += PGDIR_SIZE)
		pud_for(address);
	pud_for(VMALLOC_START);
}

void __init rump_map_kernel(void)
{
	memblock_set_current_limit(min_t(phys_addr_t, BOOT_MAP_END, memblock_end_of_DRAM()));
	map_memory();
	map_image(_text, _etext, PAGE_KERNEL_ROX);
	map_image(_etext, __init_begin, PAGE_KERNEL);
	map_image(__init_begin, __inittext_end, PAGE_KERNEL_ROX);
	map_image(__inittext_end, _end, PAGE_KERNEL);
	map_window();
	fill_roots();
	hyper_x86_load_root(__pa_symbol(swapper_pg_dir));
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
}

/* After boot -------------------------------------------------------------------------------*/

static void protect(unsigned long address, unsigned long end, pgprot_t protection)
{
	for (; address < end; address += PAGE_SIZE) {
		pte_t *pte = pte_offset_kernel(pmd_off_k(address), address);

		set_pte(pte, pfn_pte(pte_pfn(*pte), protection));
	}
}

void mark_rodata_ro(void)
{
	unsigned long start = (unsigned long)_etext, end = (unsigned long)__rodata_end;

	protect(start, end, PAGE_KERNEL_RO);
	protect((unsigned long)__va(__pa_symbol(start)), (unsigned long)__va(__pa_symbol(end)),
		PAGE_KERNEL_RO);
	flush_tlb_all();
}

/* What only boot needed is unmapped at its link address, then used as ordinary memory. */
void free_initmem(void)
{
	unsigned long address;

	for (address = (unsigned long)__init_begin; address < (unsigned long)__init_end;
	     address += PAGE_SIZE)
		pte_clear(&init_mm, address, pte_offset_kernel(pmd_off_k(address), address));
	flush_tlb_all();
	free_reserved_area(__va(__pa_symbol(__init_begin)), __va(__pa_symbol(__init_end)),
			   POISON_FREE_INITMEM, "unused kernel image (initmem)");
}
