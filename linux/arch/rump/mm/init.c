// SPDX-License-Identifier: GPL-2.0
/* Linux' page allocator is given the domain's memory, and what boot needed is given back. */
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/export.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/setup.h>

char empty_zero_page[PAGE_SIZE] __page_aligned_bss;
EXPORT_SYMBOL(empty_zero_page);

/* Every page can be given to every device: there are no zones by address. */
void __init rump_zones_init(void)
{
	unsigned long zone_end[MAX_NR_ZONES] = {};

	high_memory = __va(memblock_end_of_DRAM());
	max_low_pfn = max_pfn = PFN_DOWN(memblock_end_of_DRAM());
	min_low_pfn = PFN_UP(memblock_start_of_DRAM());
	zone_end[ZONE_NORMAL] = max_low_pfn;
#ifdef CONFIG_ZONE_DMA32
	zone_end[ZONE_DMA32] = min(max_low_pfn, 1UL << (32 - PAGE_SHIFT));
#endif
	/* The page structures of holes are set up only below this limit. */
	set_max_mapnr(max_pfn);
	free_area_init(zone_end);
}

void __init mem_init(void)
{
	memblock_free_all();
}

bool __virt_addr_valid(unsigned long address)
{
	if (address < PAGE_OFFSET)
		return false;
	if (address >= VMALLOC_START && address < __IMAGE_BASE)
		return false;
	return pfn_valid(__pa(address) >> PAGE_SHIFT);
}
EXPORT_SYMBOL(__virt_addr_valid);

static const pgprot_t protection_map[16] = {
	[VM_NONE] = PAGE_NONE,
	[VM_READ] = PAGE_READONLY,
	[VM_WRITE] = PAGE_READONLY,
	[VM_WRITE | VM_READ] = PAGE_READONLY,
	[VM_EXEC] = PAGE_READONLY_EXEC,
	[VM_EXEC | VM_READ] = PAGE_READONLY_EXEC,
	[VM_EXEC | VM_WRITE] = PAGE_READONLY_EXEC,
	[VM_EXEC | VM_WRITE | VM_READ] = PAGE_READONLY_EXEC,
	[VM_SHARED] = PAGE_NONE,
	[VM_SHARED | VM_READ] = PAGE_READONLY,
	[VM_SHARED | VM_WRITE] = PAGE_SHARED,
	[VM_SHARED | VM_WRITE | VM_READ] = PAGE_SHARED,
	[VM_SHARED | VM_EXEC] = PAGE_READONLY_EXEC,
	[VM_SHARED | VM_EXEC | VM_READ] = PAGE_READONLY_EXEC,
	[VM_SHARED | VM_EXEC | VM_WRITE] = PAGE_SHARED_EXEC,
	[VM_SHARED | VM_EXEC | VM_WRITE | VM_READ] = PAGE_SHARED_EXEC,
};
DECLARE_VM_GET_PAGE_PROT
