// SPDX-License-Identifier: GPL-2.0
/* The list of tags that a Multiboot2 loader leaves. */
#include "stand-in.h"
#include "x86/multiboot2.c"

void fuzz_begin(void)
{
	low_memory_begin();
}

/* What it makes of them lies within what the loader says it left. */
void fuzz_one(const uint8_t *data, size_t size)
{
	const struct start_info *made;
	uint32_t total;

	low_memory_put(data, size);
	memset(&info, 0, sizeof(info));
	memset(&module, 0, sizeof(module));
	memcpy(&total, (const void *)LOW_INPUT, sizeof(total));
	made = multiboot2_start_info(LOW_INPUT);
	if (made->memory_map_count > total / sizeof(struct start_range) ||
	    made->memory_map > LOW_INPUT + total || made->command_line > LOW_INPUT + total)
		__builtin_trap();
}
