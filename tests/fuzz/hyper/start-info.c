// SPDX-License-Identifier: GPL-2.0
/* What a boot loader leaves: PVH's start info, and what it points to. */
#include <stdlib.h>

#include "stand-in.h"
#include "x86/start.c"

/* Of the host side and of the kernel, what start.c links to and this target does not call. */
char kernel_image_end[1];
uint64_t window_table[512];
struct cpu_block boot_cpu;
const struct host *host;

static const struct host some_host = { .kind = HYPER_HOST_PC };
const struct host *const hosts[] = { &some_host, NULL };

void cpu_setup(struct cpu_block *block, unsigned int number)
{
	(void)block;
	(void)number;
	abort();
}

const struct start_info *multiboot2_start_info(uint64_t address)
{
	(void)address;
	abort();
}

unsigned long hyper_random(void *bytes, unsigned long size)
{
	(void)bytes;
	(void)size;
	abort();
}

void fuzz_begin(void)
{
	low_memory_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	const struct start_info *from = (const struct start_info *)LOW_INPUT;

	host = &some_host;
	low_memory_put(data, size);
	memset(&the_start, 0, sizeof(the_start));
	read_start_info(from, &the_start);
	check_memory(&the_start);
}
