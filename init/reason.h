/* SPDX-License-Identifier: GPL-2.0 */
/* Why the domain ends, for who started it: kept when it is known, told with the status. */
#ifndef INIT_REASON_H
#define INIT_REASON_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Says the text as a line on the console (say.h), and keeps it as the reason of an end with this
 * status. The first reason for a status stays.
 */
void reason_say(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The text that was kept for the status, or null. */
const char *reason_of(int status);

/* Whether the kernel has killed a process for want of memory since this was last asked. */
bool reason_is_memory(void);

#endif
