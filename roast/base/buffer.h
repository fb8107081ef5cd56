/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes on their way. Starts zeroed. */
#ifndef ROAST_BASE_BUFFER_H
#define ROAST_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *bytes;
	size_t start, count; /* what is held begins at bytes + start */
	size_t room;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t count);
void buffer_drop(struct buffer *buffer, size_t count);
void buffer_free(struct buffer *buffer);
/* Writes what the nonblocking descriptor takes now; false if it takes nothing ever again. */
bool buffer_flush(struct buffer *buffer, int fd);
void buffer_add_frame(struct buffer *buffer, uint8_t type, uint16_t session, const void *payload,
		      size_t length);

#endif
