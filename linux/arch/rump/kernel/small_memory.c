// SPDX-License-Identifier: GPL-2.0
/*
 * What is otherwise on a machine with little memory.
 *
 * Most of the kernel's object caches hold a handful of objects, each in a block of up to eight
 * pages: blocks of one page are a quarter of a megabyte less. And Linux' limit of threads follows
 * the memory down to twenty, which are gone before the last of its own has begun: IPv6 would not
 * start, and no program could fork. Of eight megabytes a fifth of what the kernel leaves would be
 * kept for interrupts alone.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/thread_info.h>
#include <asm/rump.h>
#include <../mm/internal.h>

#define LITTLE_MEMORY SZ_32M
#define VERY_LITTLE_MEMORY SZ_16M
#define THREADS_LEAST 64
#define RESERVE_KB 64

/* As on the command line, which has the last word. */
void __init rump_small_memory_begin(void)
{
	char parameters[] = "slab_max_order=0";

	if (memblock_phys_mem_size() < LITTLE_MEMORY)
		parse_early_options(parameters);
}

/* Linux computes the limit as this, and has this one way to set it. */
static int __init allow_threads(void)
{
	const struct ctl_table table = { .maxlen = sizeof(int), .mode = 0644 };
	char text[] = __stringify(THREADS_LEAST);
	size_t length = strlen(text);
	loff_t position = 0;

	if (PFN_PHYS(totalram_pages()) / (THREAD_SIZE * 8) >= THREADS_LEAST)
		return 0;
	return sysctl_max_threads(&table, 1, text, &length, &position);
}
early_initcall(allow_threads);

/* After Linux' own computation, a postcore_initcall. */
static int __init lower_reserve(void)
{
	if (PFN_PHYS(totalram_pages()) >= VERY_LITTLE_MEMORY)
		return 0;
	min_free_kbytes = RESERVE_KB;
	setup_per_zone_wmarks();
	return 0;
}
arch_initcall(lower_reserve);
