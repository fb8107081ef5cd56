/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory map, from what a boot loader or Xen says to what the contract promises: sorted,
 * page aligned, without overlaps; where ranges overlap, what is not RAM wins.
 */
#ifndef HYPER_X86_MEMORY_MAP_H
#define HYPER_X86_MEMORY_MAP_H

#include "x86/host.h"

/* Makes the map of the contract out of raw ranges; the ends with no size or beyond 2^52 go. */
void memory_map_build(struct memory_range *ranges, unsigned int count, struct start *start);

/* Whether all of start..start+size is RAM. Context boot. */
int memory_map_is_ram(const struct start *start, uint64_t from, uint64_t size);

/*
 * The end of the RAM that start lies in, if all of start..start+size is in the map, without a hole,
 * as RAM or reserved; else 0. Context boot.
 */
uint64_t memory_map_ram_end(const struct start *start, uint64_t from, uint64_t size);

/* The first address above everything in the map, at least 4 GiB, a multiple of 2 MiB. */
uint64_t memory_map_end(void);

/* A hole in the map below 4 GiB: the largest one above the last RAM there. Context boot. */
void memory_map_hole(const struct start *start, uint64_t *from, uint64_t *size);

#endif
