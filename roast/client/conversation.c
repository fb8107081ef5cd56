// SPDX-License-Identifier: GPL-2.0
/* The streams of a session in a domain, joined with those of this process. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../include/rumproast/exit.h"
#include "../base/report.h"
#include "client.h"
#include "../records/log.h"

#define CREDIT_GIVEN_BACK 32768
#define HELD_BACK 16	 /* bytes that were typed and may be the keys to detach */
#define TYPED_MOST 4000	 /* with these, a frame */
#define GOING_ON (-2)	 /* no status */
#define PATIENCE_MS 1000 /* a program that ends within that was not stubborn */

static void handle_signal(struct conversation *conversation, int number)
{
	uint8_t payload[4] = { SIGTERM };

	if (number == SIGCONT)
		return; /* only to look again whose the terminal is */
	if (number == SIGWINCH) {
		if (conversation->attachment->terminal && terminal_size(payload))
			connection_send(&conversation->connection, FRAME_RESIZE,
					conversation->session, payload, sizeof(payload));
	} else if (conversation->interrupts++ == 0) {
		conversation->patience_ends = milliseconds_now() + PATIENCE_MS;
		connection_send(&conversation->connection, FRAME_SIGNAL, conversation->session,
				payload, 1);
	} else if (conversation->session == 1) {
		connection_send(&conversation->connection, WIRE_DESTROY, 0, NULL, 0);
	} else {
		payload[0] = SIGKILL;
		connection_send(&conversation->connection, FRAME_SIGNAL, conversation->session,
				payload, 1);
	}
}

/* Until the user is told that a program was asked to end and goes on; -1: for ever. */
static int patience_left(const struct conversation *conversation)
{
	int64_t left = conversation->patience_ends - milliseconds_now();

	if (!conversation->patience_ends || conversation->interrupts > 1)
		return -1;
	return left > 0 ? (int)left : 0;
}

static void tell_patience(struct conversation *conversation)
{
	if (patience_left(conversation) != 0)
		return;
	conversation->patience_ends = 0;
	warn(conversation->session == 1
		     ? "asked the program to end; press Ctrl-C again to take the domain away"
		     : "asked the command to end; press Ctrl-C again to kill it");
}

static void handle_signals(struct conversation *conversation)
{
	int number;

	while ((number = signals_next()))
		handle_signal(conversation, number);
}

/* A reader that is gone ends the program, as SIGPIPE would if it ran here. */
static void output_is_gone(struct conversation *conversation)
{
	if (conversation->output_gone)
		return;
	conversation->output_gone = true;
	if (conversation->attachment->signals)
		handle_signal(conversation, SIGPIPE);
}

static void put(struct conversation *conversation, enum frame_stream stream, const uint8_t *bytes,
		size_t count)
{
	int fd = stream == STREAM_ERROR ? STDERR_FILENO : STDOUT_FILENO;
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	ssize_t written;

	while (count && !conversation->output_gone) {
		written = write(fd, bytes, count);
		if (written >= 0) {
			bytes += written;
			count -= (size_t)written;
		} else if (errno == EINTR) {
			handle_signals(conversation);
		} else if (errno == EAGAIN) {
			poll(&writable, 1, -1);
		} else {
			output_is_gone(conversation);
		}
	}
}

static void take_output(struct conversation *conversation, enum frame_stream stream,
			const struct frame *frame)
{
	uint32_t *owed = &conversation->owed[stream == STREAM_ERROR];
	uint8_t payload[5] = { (uint8_t)stream };

	put(conversation, stream, frame->payload, frame->length);
	*owed += frame->length;
	if (!conversation->gives_credit || *owed < CREDIT_GIVEN_BACK)
		return;
	frame_put_u32(payload + 1, *owed);
	*owed = 0;
	connection_send(&conversation->connection, FRAME_CREDIT, conversation->session, payload,
			sizeof(payload));
}

static uint64_t u64_at(const uint8_t *bytes)
{
	return frame_u32(bytes) | (uint64_t)frame_u32(bytes + 4) << 32;
}

static void catch_up(struct conversation *conversation, const struct frame *frame)
{
	struct log_reader reader = { .file = conversation->log };
	struct log_entry entry;

	if (frame->length != 16 || conversation->log < 0)
		return;
	reader.offset = u64_at(frame->payload);
	while (log_next(&reader, u64_at(frame->payload + 8), &entry)) {
		put(conversation, entry.stream, entry.bytes, entry.count);
		log_entry_free(&entry);
	}
	free(reader.line);
}

/* A domain has the files of its program, and often no shell. */
static const char *advice(const struct conversation *conversation, int status)
{
	if (conversation->session == 1 || status != RUMPROAST_EXIT_NOT_FOUND)
		return "";
	return "; the domain is made without it: roast run --package NAME brings what a Debian "
	       "package has, such as a shell (dash, bash, busybox)";
}

static int take_failure(const struct conversation *conversation, const struct frame *frame)
{
	char text[FRAME_PAYLOAD_MAX];
	int status = frame->length ? frame->payload[0] : STATUS_ROAST;

	terminal_restore();
	warn("%s%s", failure_text(frame, text, sizeof(text)), advice(conversation, status));
	return status;
}

/* Of the session, or of the whole domain, which is every session's. */
static int take_frame(struct conversation *conversation, const struct frame *frame)
{
	char text[FRAME_PAYLOAD_MAX];

	switch (frame->type) {
	case FRAME_OUTPUT:
		take_output(conversation, STREAM_OUTPUT, frame);
		break;
	case FRAME_ERROR:
		take_output(conversation, STREAM_ERROR, frame);
		break;
	case FRAME_CREDIT:
		if (frame->length == 5 && frame->payload[0] == STREAM_INPUT)
			conversation->input_credit += frame_u32(frame->payload + 1);
		break;
	case FRAME_STARTED:
		conversation->started = true;
		break;
	case WIRE_CATCH_UP:
		catch_up(conversation, frame);
		break;
	case WIRE_NOTE:
		snprintf(text, sizeof(text), "%.*s", frame->length, (const char *)frame->payload);
		warn("%s", text);
		break;
	case FRAME_EXIT:
		return frame->length ? frame->payload[0] : STATUS_FAILED;
	case FRAME_FAILED:
		return take_failure(conversation, frame);
	default:
		break;
	}
	return GOING_ON;
}

static int take_frames(struct conversation *conversation)
{
	struct frame frame;
	int status = GOING_ON;

	while (status == GOING_ON && connection_next(&conversation->connection, &frame))
		status = take_frame(conversation, &frame);
	return status;
}

/* Reading from a terminal in the background would stop this process, output and all. */
static bool input_is_ours(void)
{
	pid_t foreground = tcgetpgrp(STDIN_FILENO);

	return foreground < 0 || foreground == getpgrp();
}

/* True: the keys to detach were typed. */
static bool pass_input(struct conversation *conversation)
{
	uint8_t bytes[TYPED_MOST], out[TYPED_MOST + HELD_BACK];
	size_t most = conversation->input_credit - HELD_BACK < TYPED_MOST
			      ? conversation->input_credit - HELD_BACK
			      : TYPED_MOST;
	ssize_t count = read(STDIN_FILENO, bytes, most);
	uint8_t stream = STREAM_INPUT;
	bool detach = false;
	size_t length;

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (count <= 0) {
		conversation->input_open = false;
		connection_send(&conversation->connection, FRAME_END, conversation->session,
				&stream, 1);
		return false;
	}
	if (conversation->keys) {
		length = detach_keys_filter(conversation->keys, bytes, (size_t)count, out, &detach);
	} else {
		length = (size_t)count;
		memcpy(out, bytes, length);
	}
	if (length)
		connection_send(&conversation->connection, FRAME_INPUT, conversation->session, out,
				length);
	conversation->input_credit -= (uint32_t)length;
	return detach;
}

int conversation_run(struct conversation *conversation)
{
	struct pollfd wanted[3] = { { .events = POLLIN },
				    { .events = POLLIN },
				    { .events = POLLIN } };
	int status;

	while ((status = take_frames(conversation)) == GOING_ON) {
		/* Room for what detach keys held back is kept. */
		bool input = conversation->input_open && conversation->input_credit > HELD_BACK &&
			     input_is_ours();

		wanted[0].fd = conversation->connection.fd;
		wanted[1].fd = signals_descriptor();
		wanted[2].fd = input ? STDIN_FILENO : -1;
		poll(wanted, 3, patience_left(conversation));
		handle_signals(conversation);
		tell_patience(conversation);
		if (wanted[2].fd >= 0 && wanted[2].revents && pass_input(conversation)) {
			connection_send(&conversation->connection, WIRE_BACKGROUND,
					conversation->session, NULL, 0);
			return -1;
		}
		if (wanted[0].revents && !connection_read(&conversation->connection)) {
			status = take_frames(conversation);
			break;
		}
		wanted[0].revents = wanted[2].revents = 0;
	}
	if (status == GOING_ON) {
		terminal_restore();
		fail(STATUS_FAILED, "the monitor of the domain %s was killed; roast rm -f %s",
		     conversation->domain->name, conversation->domain->name);
	}
	return status;
}
