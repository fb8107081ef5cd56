/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_ARCHRANDOM_H
#define _ASM_RUMP_ARCHRANDOM_H

#include <rumproast/hyper.h>

static inline size_t __must_check arch_get_random_longs(unsigned long *v, size_t longs)
{
	return hyper_random(v, longs * sizeof(*v)) / sizeof(*v);
}

static inline size_t __must_check arch_get_random_seed_longs(unsigned long *v, size_t longs)
{
	return arch_get_random_longs(v, longs);
}

#endif
