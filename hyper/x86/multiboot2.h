/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HYPER_X86_MULTIBOOT2_H
#define HYPER_X86_MULTIBOOT2_H

#include "x86/start_info.h"

/*
 * What a Multiboot2 loader told, at a physical address below 4 GiB, in PVH's terms. What it
 * points to stays where the loader put it. Tags that make no sense count as absent.
 */
const struct start_info *multiboot2_start_info(uint64_t address);

#endif
