/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_TLBFLUSH_H
#define _ASM_RUMP_TLBFLUSH_H

#include <linux/mm_types.h>
#include <rumproast/x86/cpu.h>

/* From how many pages on forgetting everything is the cheaper way. */
#define TLB_FLUSH_PAGES_MAX 32

void flush_tlb_mm_range(struct mm_struct *mm, unsigned long start, unsigned long end);
void flush_tlb_kernel_range(unsigned long start, unsigned long end);

#define flush_tlb_all() hyper_x86_flush_all()
#define flush_tlb_mm(mm) flush_tlb_mm_range(mm, 0, -1UL)
#define flush_tlb_range(vma, start, end) flush_tlb_mm_range((vma)->vm_mm, start, end)
#define flush_tlb_page(vma, address)                                                               \
	flush_tlb_mm_range((vma)->vm_mm, address, (address) + PAGE_SIZE)

#endif
