// SPDX-License-Identifier: GPL-2.0
/* Forgetting translations. One vCPU: whatever another mm has cached went with its root. */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/tlbflush.h>

void flush_tlb_mm_range(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	unsigned long address;

	if (mm != current->active_mm)
		return;
	if (end - start > TLB_FLUSH_PAGES_MAX << PAGE_SHIFT) {
		hyper_x86_load_root(__pa(mm->pgd));
		return;
	}
	for (address = start & PAGE_MASK; address < end; address += PAGE_SIZE)
		hyper_x86_flush_page(address);
}

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	unsigned long address;

	if (end - start > TLB_FLUSH_PAGES_MAX << PAGE_SHIFT) {
		hyper_x86_flush_all();
		return;
	}
	for (address = start & PAGE_MASK; address < end; address += PAGE_SIZE)
		hyper_x86_flush_page(address);
}
