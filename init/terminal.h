/* SPDX-License-Identifier: GPL-2.0 */
/* Terminals for programs whose user is on another machine. */
#ifndef INIT_TERMINAL_H
#define INIT_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal {
	int fd; /* the side of who writes for the user, nonblocking */
	char path[24];
};

/* False with errno. */
bool terminal_open(struct terminal *terminal);

void terminal_resize(int fd, uint16_t rows, uint16_t columns);

/* Tells who is in its foreground that the user is gone. */
void terminal_hang_up(int fd);

#endif
