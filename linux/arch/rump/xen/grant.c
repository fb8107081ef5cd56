// SPDX-License-Identifier: GPL-2.0
/* The place of the grant table's frames in the domain's physical memory. */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <rumproast/hyper.h>
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include "glue.h"

static phys_addr_t grant_frames __initdata;

void __init rump_xen_reserve_grant_frames(void)
{
	grant_frames = hyper_xen_reserve(gnttab_max_grant_frames() * XEN_PAGE_SIZE);
}

/* The frames have their addresses from the start; Xen fills them in as the table grows. */
static int __init set_up_grant_table(void)
{
	int error;

	if (!xen_domain())
		return -ENODEV;
	error = gnttab_setup_auto_xlat_frames(grant_frames);
	if (!error)
		error = gnttab_init();
	if (error)
		pr_err("Xen: no grant table (error %d): network and disk will not work\n", error);
	return error;
}
core_initcall(set_up_grant_table);

/* Called for paravirtualised domains only; the frames above are mapped once and for all. */
int arch_gnttab_map_shared(unsigned long *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **__shared)
{
	return -ENOSYS;
}

int arch_gnttab_map_status(uint64_t *frames, unsigned long nr_gframes, unsigned long max_nr_gframes,
			   grant_status_t **__shared)
{
	return -ENOSYS;
}

void arch_gnttab_unmap(void *shared, unsigned long nr_gframes)
{
}

int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status)
{
	return 0;
}
