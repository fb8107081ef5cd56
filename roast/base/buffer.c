// SPDX-License-Identifier: GPL-2.0
/* Bytes on their way. */
#include "buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../control/frame.h"
#include "text.h"

#define ROOM_LEAST 4096

void buffer_add(struct buffer *buffer, const void *bytes, size_t count)
{
	if (!count)
		return;
	if (buffer->start && buffer->start + buffer->count + count > buffer->room) {
		memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->count);
		buffer->start = 0;
	}
	if (buffer->count + count > buffer->room) {
		buffer->room = 2 * (buffer->count + count) + ROOM_LEAST;
		buffer->bytes = reallocate(buffer->bytes, buffer->room, 1);
	}
	memcpy(buffer->bytes + buffer->start + buffer->count, bytes, count);
	buffer->count += count;
}

void buffer_drop(struct buffer *buffer, size_t count)
{
	buffer->start += count;
	buffer->count -= count;
	if (!buffer->count)
		buffer->start = 0;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ 0 };
}

bool buffer_flush(struct buffer *buffer, int fd)
{
	ssize_t count;

	while (buffer->count) {
		count = write(fd, buffer->bytes + buffer->start, buffer->count);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return errno == EAGAIN;
		buffer_drop(buffer, (size_t)count);
	}
	return true;
}

void buffer_add_frame(struct buffer *buffer, uint8_t type, uint16_t session, const void *payload,
		      size_t length)
{
	uint8_t bytes[FRAME_SIZE_MAX];

	buffer_add(buffer, bytes, frame_write(bytes, type, session, payload, length));
}
