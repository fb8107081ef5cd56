/* SPDX-License-Identifier: GPL-2.0 */
/* Limits of processes, as CONFIG_LIMITS names them. */
#ifndef INIT_LIMITS_H
#define INIT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

struct json;

/*
 * The limits a program starts from: the kernel's, but as many open files as programs of
 * distributions expect to be allowed to ask for.
 */
void limits_default(void);

/* Applies the limits, null for none, to this process; false with the problem in words. */
bool limits_apply(struct json *limits, char *problem, size_t size);

#endif
