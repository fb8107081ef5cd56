// SPDX-License-Identifier: GPL-2.0
/* From a pipe or terminal to frames. */
#include "session_output.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../control/frame.h"
#include "control.h"

/* A terminal does not say how much is in it; it is never more than this. */
#define TERMINAL_MAX (128 * 1024)

static uint8_t stream_of(const struct output *output)
{
	return output->type == FRAME_OUTPUT ? STREAM_OUTPUT : STREAM_ERROR;
}

void output_close(struct output *output)
{
	if (output->source.fd < 0)
		return;
	loop_remove(&output->source);
	close(output->source.fd);
	output->source.fd = -1;
}

static void end(struct output *output)
{
	uint8_t stream = stream_of(output);

	if (output->source.fd < 0)
		return;
	output_close(output);
	control_send(FRAME_END, output->session, &stream, 1);
	output->ended(output);
}

static bool is_empty(const struct output *output)
{
	struct pollfd readable = { .fd = output->source.fd, .events = POLLIN };

	return output->left == 0 || poll(&readable, 1, 0) <= 0 || !(readable.revents & POLLIN);
}

static size_t smaller(size_t one, size_t other)
{
	return one < other ? one : other;
}

static size_t may_read(const struct output *output)
{
	size_t size =
		output->unheard ? FRAME_PAYLOAD_MAX : smaller(FRAME_PAYLOAD_MAX, output->credit);

	return output->last ? smaller(size, output->left) : size;
}

static void account(struct output *output, size_t size)
{
	if (output->last)
		output->left -= (uint32_t)size;
	if (output->unheard)
		return;
	output->credit -= (uint32_t)size;
	control_send_room(output->type, output->session, size);
}

static void ready(struct loop_source *source)
{
	struct output *output = (struct output *)source; /* its first member */
	size_t size = may_read(output);
	ssize_t got;

	if (size == 0 || control_is_full()) {
		output_update(output);
		return;
	}
	got = read(source->fd, control_room(), size);
	if (got > 0)
		account(output, (size_t)got);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		end(output);
	else
		output_update(output);
}

void output_open(struct output *output, int fd)
{
	output->source.fd = fd;
	output->source.ready = ready;
	output_update(output);
}

void output_credit(struct output *output, uint32_t bytes)
{
	output->credit = bytes > UINT32_MAX - output->credit ? UINT32_MAX : output->credit + bytes;
	output_update(output);
}

void output_update(struct output *output)
{
	bool reads;

	if (output->source.fd < 0)
		return;
	if (output->last && is_empty(output)) {
		end(output);
		return;
	}
	reads = may_read(output) && !control_is_full();
	loop_watch(&output->source, reads ? POLLIN : 0);
}

void output_last(struct output *output)
{
	int size;

	if (output->last)
		return;
	output->last = true;
	output->left = TERMINAL_MAX;
	if (!isatty(output->source.fd) && ioctl(output->source.fd, FIONREAD, &size) == 0)
		output->left = (uint32_t)size;
	output_update(output);
}

void output_unheard(struct output *output)
{
	output->unheard = true;
	output_update(output);
}
