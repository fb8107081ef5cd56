// SPDX-License-Identifier: GPL-2.0
/* From frames to a pipe or terminal. */
#include "session_input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../control/frame.h"
#include "../include/rumproast/exit.h"
#include "control.h"
#include "say.h"

#define WINDOW 16384
#define END_OF_FILE "\004" /* what a terminal takes for it */

static void allow(struct input *input, uint32_t bytes)
{
	uint8_t payload[5] = { STREAM_INPUT };

	frame_put_u32(payload + 1, bytes);
	control_send(FRAME_CREDIT, input->session, payload, sizeof(payload));
}

/* Not each few bytes by themselves. */
static void settle(struct input *input)
{
	if (input->owed == 0 || (input->owed < WINDOW / 4 && input->count))
		return;
	allow(input, input->owed);
	input->owed = 0;
}

static void update(struct input *input)
{
	if (input->source.fd < 0)
		return;
	loop_watch(&input->source, input->count ? POLLOUT : 0);
	if (input->count || !input->ended)
		return;
	if (!input->terminal) {
		input_close(input);
		return;
	}
	/* To be told once, and not at all to one whose terminal is only looked at. */
	if (!input->bytes || write(input->source.fd, END_OF_FILE, 1) == 1)
		input->ended = false;
}

static void drop(struct input *input, size_t size)
{
	input->count -= size;
	input->owed += (uint32_t)size;
	if (input->count)
		memmove(input->bytes, input->bytes + size, input->count);
	settle(input);
}

static void ready(struct loop_source *source)
{
	struct input *input = (struct input *)source; /* its first member */
	ssize_t put = write(source->fd, input->bytes, input->count);

	if (put > 0)
		drop(input, (size_t)put);
	else if (put < 0 && errno != EAGAIN && errno != EINTR)
		input_close(input);
	update(input);
}

void input_open(struct input *input, int fd, bool terminal)
{
	input->source.fd = fd;
	input->source.ready = ready;
	input->terminal = terminal;
}

void input_begin(struct input *input)
{
	allow(input, WINDOW);
}

void input_take(struct input *input, const uint8_t *bytes, size_t size)
{
	if (!input->bytes)
		input->bytes = malloc(WINDOW);
	if (!input->bytes)
		fail(RUMPROAST_EXIT_START, "not enough memory for the input of a program");
	/* A host that sends more than it was allowed loses it. */
	if (size > WINDOW - input->count)
		size = WINDOW - input->count;
	memcpy(input->bytes + input->count, bytes, size);
	input->count += size;
	if (input->source.fd < 0)
		drop(input, input->count);
	update(input);
}

void input_end(struct input *input)
{
	input->ended = true;
	update(input);
}

void input_close(struct input *input)
{
	if (input->source.fd < 0)
		return;
	loop_remove(&input->source);
	close(input->source.fd);
	input->source.fd = -1;
	drop(input, input->count);
}
