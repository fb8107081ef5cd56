/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines that processes of init itself say, before they become programs, where the
 * console is not for lines.
 */
#ifndef INIT_CHILDREN_H
#define INIT_CHILDREN_H

#include <stddef.h>

/* From now on such lines are handed to line, from the event loop. */
void children_open(void (*line)(const char *text, size_t size));

/* In a new process: what it says goes to the first one if that has called children_open(). */
void children_begin(void);

#endif
