/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says, for those who cannot see it on the console. */
#ifndef INIT_KERNEL_LOG_H
#define INIT_KERNEL_LOG_H

#include <stddef.h>

/*
 * Hands every line of the kernel from now on to line, without newline, if its level is below most
 * (0..8): from the event loop, once kernel_log_follow() has been called.
 */
void kernel_log_open(void);
void kernel_log_follow(int most, void (*line)(const char *text, size_t size));

/* Hands over what there is. */
void kernel_log_read(void);

#endif
