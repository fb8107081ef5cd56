/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a Multiboot2 loader tells (specification 2.0, section 3.6), turned into what PVH's would
 * have told. The memory map needs no turning: its entries have the same layout and types.
 */
#include <rumproast/x86/cpu.h>

#include "x86/multiboot2.h"

#include "x86/machine.h"

#define FOUR_GIB (1UL << 32)

enum tag_type {
	TAG_END = 0,
	TAG_COMMAND_LINE = 1,
	TAG_MODULE = 3,
	TAG_MEMORY_MAP = 6,
	TAG_ACPI_1 = 14,
	TAG_ACPI_2 = 15,
};

struct tag {
	uint32_t type, size;
};

struct module_tag {
	struct tag tag;
	uint32_t start, end;
};

struct memory_map_tag {
	struct tag tag;
	uint32_t entry_size, entry_version;
};

static BOOT_DATA struct start_info info;
static BOOT_DATA struct start_module module;

/* The first module is the archive, as PVH's is. */
static BOOT_TEXT void read_module(uint64_t address, uint32_t size)
{
	struct module_tag from;

	if (size < sizeof(from) || info.module_count)
		return;
	memcpy(&from, (const void *)address, sizeof(from));
	if (from.end <= from.start)
		return;
	module.address = from.start;
	module.size = from.end - from.start;
	info.modules = (uint64_t)&module - HYPER_IMAGE_BASE;
	info.module_count = 1;
}

static BOOT_TEXT void read_memory_map(uint64_t address, uint32_t size)
{
	struct memory_map_tag from;

	if (size < sizeof(from))
		return;
	memcpy(&from, (const void *)address, sizeof(from));
	if (from.entry_size != sizeof(struct start_range))
		return;
	info.memory_map = address + sizeof(from);
	info.memory_map_count = (uint32_t)((size - sizeof(from)) / sizeof(struct start_range));
}

static BOOT_TEXT void read_tag(uint64_t address, const struct tag *tag)
{
	uint64_t content = address + sizeof(*tag);

	if (tag->type == TAG_COMMAND_LINE)
		info.command_line = content;
	else if (tag->type == TAG_MODULE)
		read_module(address, tag->size);
	else if (tag->type == TAG_MEMORY_MAP)
		read_memory_map(address, tag->size);
	else if (tag->type == TAG_ACPI_2 || (tag->type == TAG_ACPI_1 && !info.acpi_root))
		info.acpi_root = content; /* a copy of the root pointer */
}

BOOT_TEXT const struct start_info *multiboot2_start_info(uint64_t address)
{
	uint64_t total = 0, at;
	struct tag tag;

	memcpy(&total, (const void *)address, sizeof(uint32_t));
	/* Nothing is mapped above. */
	if (total > FOUR_GIB - address)
		total = 0;
	info.magic = START_INFO_MAGIC;
	info.version = 1;
	for (at = 8; at < total && total - at >= sizeof(tag); at += (tag.size + 7UL) & ~7UL) {
		memcpy(&tag, (const void *)(address + at), sizeof(tag));
		if (tag.type == TAG_END || tag.size < sizeof(tag) || tag.size > total - at)
			break;
		read_tag(address + at, &tag);
	}
	return &info;
}
