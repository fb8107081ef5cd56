/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the host side finds on a machine, for its parsers on this one: memory below 4 GiB at its
 * physical address, and a way to say that the domain cannot start.
 */
#ifndef TESTS_FUZZ_HYPER_STAND_IN_H
#define TESTS_FUZZ_HYPER_STAND_IN_H

#include "fuzz.h"

#define LOW_INPUT 0x100000UL	/* where an input lies */
#define LOW_INPUT_MAX 0x10000UL /* how much of it */

/*
 * Maps addresses from 64 KiB to 4 GiB, as zeros. What reads below 64 KiB, where a process has no
 * memory, ends the input.
 */
void low_memory_begin(void);
/* Puts an input to LOW_INPUT, and zeros behind it. */
void low_memory_put(const uint8_t *data, size_t size);

#endif
