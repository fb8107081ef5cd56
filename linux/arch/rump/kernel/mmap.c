// SPDX-License-Identifier: GPL-2.0
/* mmap(2) as x86-64 has it: offsets in bytes, and MAP_32BIT. */
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/security.h>
#include <linux/syscalls.h>

/* Where MAP_32BIT looks: the second GiB, from a start that differs from program to program. */
#define LOW_START 0x40000000UL
#define LOW_SPREAD 0x02000000UL
#define LOW_END 0x80000000UL

SYSCALL_DEFINE6(mmap, unsigned long, address, unsigned long, length, unsigned long, protection,
		unsigned long, flags, unsigned long, fd, unsigned long, offset)
{
	if (offset & ~PAGE_MASK)
		return -EINVAL;
	return ksys_mmap_pgoff(address, length, protection, flags, fd, offset >> PAGE_SHIFT);
}

static bool is_free(struct mm_struct *mm, unsigned long address, unsigned long length)
{
	struct vm_area_struct *previous;
	struct vm_area_struct *next = find_vma_prev(mm, address, &previous);

	return (!next || address + length <= vm_start_gap(next)) &&
	       (!previous || address >= vm_end_gap(previous));
}

static unsigned long find_low(unsigned long address, unsigned long length)
{
	struct vm_unmapped_area_info info = {
		.length = length,
		.low_limit = LOW_START,
		.high_limit = LOW_END,
	};

	if (length > LOW_END - LOW_START)
		return -ENOMEM;
	address = PAGE_ALIGN(address);
	if (address && address <= LOW_END - length && is_free(current->mm, address, length))
		return address;
	if (current->flags & PF_RANDOMIZE)
		info.low_limit = randomize_page(LOW_START, LOW_SPREAD);
	return vm_unmapped_area(&info);
}

static bool wants_low(unsigned long flags)
{
	return (flags & (MAP_32BIT | MAP_FIXED)) == MAP_32BIT;
}

unsigned long arch_get_unmapped_area(struct file *file, unsigned long address,
				     unsigned long length, unsigned long offset,
				     unsigned long flags, vm_flags_t vm_flags)
{
	if (unlikely(wants_low(flags)))
		return find_low(address, length);
	return generic_get_unmapped_area(file, address, length, offset, flags, vm_flags);
}

unsigned long arch_get_unmapped_area_topdown(struct file *file, unsigned long address,
					     unsigned long length, unsigned long offset,
					     unsigned long flags, vm_flags_t vm_flags)
{
	if (unlikely(wants_low(flags)))
		return find_low(address, length);
	return generic_get_unmapped_area_topdown(file, address, length, offset, flags, vm_flags);
}
