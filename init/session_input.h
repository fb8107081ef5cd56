/* SPDX-License-Identifier: GPL-2.0 */
/* What the host sends to a session's process: taken as far as there is room for it. */
#ifndef INIT_SESSION_INPUT_H
#define INIT_SESSION_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"

struct input {
	struct loop_source source; /* fd: where it is written; -1: nobody reads any more */
	uint16_t session;
	uint8_t *bytes; /* that wait, count of them; null until there were any */
	size_t count;
	uint32_t owed; /* bytes that have gone on, and the host has not been told of */
	bool terminal, ended;
};

/* fd is nonblocking, and belongs to the input from now on. */
void input_open(struct input *input, int fd, bool terminal);

/* Allows the host its first bytes. */
void input_begin(struct input *input);
void input_take(struct input *input, const uint8_t *bytes, size_t size);

/* Nothing more comes: end of file, when all has been read. */
void input_end(struct input *input);
void input_close(struct input *input);

#endif
