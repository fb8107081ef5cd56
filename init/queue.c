// SPDX-License-Identifier: GPL-2.0
/* The control channel's queue. */
#include "queue.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "say.h"

#define FULL 16384
#define FIRST_CAPACITY 32768
/* A virtio port copies each write into one piece of the kernel's memory. */
#define WRITE_MAX 8192

static uint8_t *bytes;
static size_t begin, end, capacity;

static void grow(size_t size)
{
	uint8_t *larger = realloc(bytes, size);

	if (!larger)
		fail(RUMPROAST_EXIT_START, "not enough memory for the control channel");
	bytes = larger;
	capacity = size;
}

void queue_open(void)
{
	grow(FIRST_CAPACITY);
}

uint8_t *queue_room(size_t size)
{
	if (begin && capacity - end < size) {
		memmove(bytes, bytes + begin, end - begin);
		end -= begin;
		begin = 0;
	}
	if (capacity - end < size)
		grow(capacity + size + FIRST_CAPACITY);
	return bytes + end;
}

void queue_add(size_t size)
{
	end += size;
}

bool queue_is_empty(void)
{
	return begin == end;
}

bool queue_is_full(void)
{
	return end - begin >= FULL;
}

bool queue_write(int fd)
{
	bool wrote = false;

	while (begin < end) {
		size_t size = end - begin < WRITE_MAX ? end - begin : WRITE_MAX;
		ssize_t put = write(fd, bytes + begin, size);

		if (put <= 0)
			break;
		begin += (size_t)put;
		wrote = true;
	}
	if (begin == end)
		begin = end = 0;
	return wrote;
}
