/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shared info page, and the physical addresses that pages of Xen's are put at: from the end
 * of the memory map on, where neither RAM nor a device is.
 */
#include "xen/guest.h"

#include <xen/memory.h>

#include "x86/lock.h"
#include "x86/memory_map.h"
#include "x86/window.h"

struct shared_info *shared_info;

static uint64_t next_free;
static struct lock lock;

hyper_u64 hyper_xen_reserve(unsigned long size)
{
	unsigned long flags = lock_take(&lock);
	uint64_t start;

	if (!next_free)
		next_free = memory_map_end();
	start = next_free;
	next_free += (size + PAGE - 1) & ~(PAGE - 1);
	lock_release(&lock, flags);
	return start;
}

void *hyper_xen_shared_info(void)
{
	return shared_info;
}

BOOT_TEXT void shared_info_start(void)
{
	uint64_t address = hyper_xen_reserve(PAGE);
	struct xen_add_to_physmap place = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_shared_info,
		.gpfn = address / PAGE,
	};

	if (xen_call2(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &place))
		cannot_start("Xen refuses to map the shared info page");
	shared_info = window_map(WINDOW_SHARED_INFO, address, WINDOW_MEMORY);
}
