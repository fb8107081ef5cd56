/* SPDX-License-Identifier: GPL-2.0 */
#include "x86/memory_map.h"

#define ADDRESS_LIMIT (1UL << 52)
#define FOUR_GIB (1UL << 32)
#define LARGE_PAGE (2UL << 20)

static BOOT_DATA struct hyper_memory map[2 * MEMORY_RANGES];
static BOOT_DATA uint64_t bounds[2 * MEMORY_RANGES];
static uint64_t map_end;

/* RAM loses the parts of pages at its ends, everything else gains them. */
static BOOT_TEXT int align_range(struct memory_range *range)
{
	uint64_t end = range->start + range->size;

	if (end < range->start || end > ADDRESS_LIMIT)
		end = ADDRESS_LIMIT;
	if (range->start >= ADDRESS_LIMIT || !range->size)
		return 0;
	if (range->type == HYPER_MEMORY_RAM) {
		range->start = (range->start + PAGE - 1) & ~(PAGE - 1);
		end &= ~(PAGE - 1);
	} else {
		range->start &= ~(PAGE - 1);
		end = (end + PAGE - 1) & ~(PAGE - 1);
	}
	if (end <= range->start)
		return 0;
	range->size = end - range->start;
	return 1;
}

static BOOT_TEXT void insert_bound(unsigned int *count, uint64_t bound)
{
	unsigned int i;

	for (i = *count; i && bounds[i - 1] > bound; i--)
		bounds[i] = bounds[i - 1];
	bounds[i] = bound;
	++*count;
}

/* The type of what begins at an address; 0 if no range covers it. */
static BOOT_TEXT unsigned int type_at(const struct memory_range *ranges, unsigned int count,
				      uint64_t address)
{
	unsigned int i, type = 0;

	for (i = 0; i < count; i++) {
		if (address < ranges[i].start || address - ranges[i].start >= ranges[i].size)
			continue;
		if (ranges[i].type != HYPER_MEMORY_RAM)
			return HYPER_MEMORY_RESERVED;
		type = HYPER_MEMORY_RAM;
	}
	return type;
}

static BOOT_TEXT void append(struct hyper_boot *boot, uint64_t from, uint64_t end,
			     unsigned int type)
{
	struct hyper_memory *last = boot->memory_count ? &map[boot->memory_count - 1] : NULL;

	if (last && last->type == type && last->start + last->size == from)
		last->size += end - from;
	else
		map[boot->memory_count++] = (struct hyper_memory){ from, end - from, type };
}

BOOT_TEXT void memory_map_build(struct memory_range *ranges, unsigned int count,
				struct start *start)
{
	unsigned int i, kept = 0, bound_count = 0, type;

	for (i = 0; i < count; i++)
		if (align_range(&ranges[i]))
			ranges[kept++] = ranges[i];
	for (i = 0; i < kept; i++) {
		insert_bound(&bound_count, ranges[i].start);
		insert_bound(&bound_count, ranges[i].start + ranges[i].size);
	}
	for (i = 0; i + 1 < bound_count; i++) {
		type = type_at(ranges, kept, bounds[i]);
		if (bounds[i] < bounds[i + 1] && type)
			append(&start->boot, bounds[i], bounds[i + 1], type);
	}
	start->boot.memory = map;
	map_end = bound_count ? bounds[bound_count - 1] : 0;
}

BOOT_TEXT int memory_map_is_ram(const struct start *start, uint64_t from, uint64_t size)
{
	unsigned int i;

	for (i = 0; i < start->boot.memory_count; i++)
		if (map[i].type == HYPER_MEMORY_RAM && from >= map[i].start &&
		    from - map[i].start < map[i].size)
			return size <= map[i].size - (from - map[i].start);
	return 0;
}

BOOT_TEXT uint64_t memory_map_ram_end(const struct start *start, uint64_t from, uint64_t size)
{
	uint64_t ram_end = 0, end = from;
	unsigned int i;

	for (i = 0; i < start->boot.memory_count; i++) {
		if (end < map[i].start || end - map[i].start >= map[i].size)
			continue;
		if (end == from && map[i].type != HYPER_MEMORY_RAM)
			return 0;
		end = map[i].start + map[i].size;
		ram_end = ram_end ? ram_end : end;
		if (end - from >= size)
			return ram_end;
	}
	return 0;
}

uint64_t memory_map_end(void)
{
	uint64_t end = map_end < FOUR_GIB ? FOUR_GIB : map_end;

	return (end + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

BOOT_TEXT void memory_map_hole(const struct start *start, uint64_t *from, uint64_t *size)
{
	uint64_t end = 0, next, ram_end = 0;
	unsigned int i;

	*from = *size = 0;
	for (i = 0; i < start->boot.memory_count; i++)
		if (map[i].type == HYPER_MEMORY_RAM && map[i].start < FOUR_GIB)
			ram_end = map[i].start + map[i].size;
	for (i = 0; i <= start->boot.memory_count && end < FOUR_GIB; i++) {
		next = i < start->boot.memory_count ? map[i].start : FOUR_GIB;
		next = next < FOUR_GIB ? next : FOUR_GIB;
		if (end >= ram_end && next > end && next - end > *size) {
			*from = end;
			*size = next - end;
		}
		if (i < start->boot.memory_count)
			end = map[i].start + map[i].size;
	}
}
