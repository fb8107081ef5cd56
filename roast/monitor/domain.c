// SPDX-License-Identifier: GPL-2.0
/* The monitor's side of the control channel and of the console. */
#include "monitor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "../base/report.h"

#define OUTPUT_WINDOW (256 * 1024)
#define OUTPUT_GIVEN_BACK (64 * 1024) /* at once, so that not every line costs a frame */
#define OUTGOING_MOST (4 * 1024 * 1024)
#define DRAIN_MOST (64 * 1024 * 1024)

static void control_flush(struct monitor *monitor)
{
	if (monitor->control.fd < 0)
		return;
	if (!buffer_flush(&monitor->outgoing, monitor->control.fd))
		buffer_drop(&monitor->outgoing, monitor->outgoing.count);
	loop_watch(&monitor->control, EPOLLIN | (monitor->outgoing.count ? EPOLLOUT : 0));
}

/* A domain that reads nothing is not to fill this machine's memory. */
void domain_send(struct monitor *monitor, uint8_t type, uint16_t session, const void *payload,
		 size_t length)
{
	if (monitor->control.fd < 0 || monitor->outgoing.count > OUTGOING_MOST)
		return;
	buffer_add_frame(&monitor->outgoing, type, session, payload, length);
	control_flush(monitor);
}

void domain_send_credit(struct monitor *monitor, uint16_t session, uint8_t stream, uint32_t bytes)
{
	struct session *of = session_find(monitor, session);
	uint8_t payload[5] = { stream };

	if (of)
		of->output_credit[stream == STREAM_ERROR] += bytes;
	frame_put_u32(payload + 1, bytes);
	domain_send(monitor, FRAME_CREDIT, session, payload, sizeof(payload));
}

void console_write(struct monitor *monitor, const void *bytes, size_t count, bool line)
{
	ssize_t written = count ? write(monitor->console_file, bytes, count) : 0;

	if (line && written >= 0)
		written = write(monitor->console_file, "\n", 1);
	if (written < 0 && !monitor->log_trouble_told) {
		monitor->log_trouble_told = true;
		warn("the console is not kept: %s", strerror(errno));
		clients_tell(monitor, "the domain's console cannot be written to its file");
	}
}

static void tell_log_trouble(struct monitor *monitor, int error)
{
	char *text;

	if (monitor->log_trouble_told)
		return;
	monitor->log_trouble_told = true;
	text = text_format("the log of %s is not complete any more: %s", monitor->order->spec.name,
			   strerror(error));
	warn("%s", text);
	clients_tell(monitor, text);
	json_put_text(monitor->state, "log_error", strerror(error));
	state_write(monitor);
	free(text);
}

void program_credit(struct monitor *monitor)
{
	static const enum frame_stream streams[] = { STREAM_OUTPUT, STREAM_ERROR };

	if (clients_hold_output(monitor))
		return;
	for (int i = 0; i < 2; i++) {
		uint32_t bytes = monitor->output_owed[i];

		if (bytes < OUTPUT_GIVEN_BACK)
			continue;
		monitor->output_owed[i] = 0;
		domain_send_credit(monitor, PROGRAM, streams[i], bytes);
	}
}

void program_output(struct monitor *monitor, enum frame_stream stream, const struct frame *frame)
{
	uint64_t before = monitor->log.end;

	life_program_started(monitor);
	if (!log_write(&monitor->log, stream, frame->payload, frame->length))
		tell_log_trouble(monitor, errno);
	clients_output(monitor, stream, frame->payload, frame->length, before);
	monitor->output_owed[stream == STREAM_ERROR] += frame->length;
	program_credit(monitor);
}

static void greet(struct monitor *monitor, const struct frame *frame)
{
	uint8_t hello[6];
	uint8_t stream = STREAM_INPUT;
	bool has_size = monitor->order->rows && monitor->order->columns;

	if (frame->length < 2 || frame_u16(frame->payload) != CONTROL_VERSION) {
		end_set(&monitor->end, END_VERSION, 0, NULL);
		life_destroy(monitor); /* it waits for an answer that it would understand */
		return;
	}
	if (monitor->greeted)
		return;
	monitor->greeted = true;
	frame_put_u16(hello, CONTROL_VERSION);
	frame_put_u16(hello + 2, monitor->order->rows);
	frame_put_u16(hello + 4, monitor->order->columns);
	/* The program finds its terminal's size from its first moment on. */
	domain_send(monitor, FRAME_HELLO, 0, hello, has_size ? sizeof(hello) : 2);
	domain_send_credit(monitor, PROGRAM, STREAM_OUTPUT, OUTPUT_WINDOW);
	domain_send_credit(monitor, PROGRAM, STREAM_ERROR, OUTPUT_WINDOW);
	if (!monitor->order->interactive) {
		domain_send(monitor, FRAME_END, PROGRAM, &stream, 1);
		session_find(monitor, PROGRAM)->input_ended = true;
	}
	session_pump(monitor, session_find(monitor, PROGRAM));
}

static void receive(struct monitor *monitor, const struct frame *frame)
{
	switch (frame->type) {
	case FRAME_HELLO:
		greet(monitor, frame);
		break;
	case FRAME_LOG:
		console_write(monitor, frame->payload, frame->length, true);
		break;
	case FRAME_ADDRESS:
		addresses_take(monitor, frame);
		break;
	case FRAME_REPORT:
		statistics_report(monitor, frame);
		break;
	default:
		session_receive(monitor, frame);
	}
}

/* How many bytes there were; 0 at the end, -1 if there are none now. */
static ssize_t control_read(struct monitor *monitor)
{
	size_t room;
	uint8_t *place = frame_room(&monitor->reader, &room);
	ssize_t count = read(monitor->control.fd, place, room);
	enum frame_found found;
	struct frame frame;

	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : 0;
	frame_received(&monitor->reader, (size_t)count);
	while ((found = frame_next(&monitor->reader, &frame)) != FRAME_NONE) {
		if (found == FRAME_TEXT)
			console_write(monitor, frame.payload, frame.length, false);
		else
			receive(monitor, &frame);
	}
	return count;
}

static void control_ready(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;

	if (events & EPOLLOUT)
		control_flush(monitor);
	/* Its end is told by the process; a closed channel alone would be reported for ever. */
	if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && control_read(monitor) == 0)
		loop_watch(&monitor->control, 0);
}

static ssize_t console_read(struct monitor *monitor)
{
	char bytes[4096];
	ssize_t count = read(monitor->console.fd, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : 0;
	console_write(monitor, bytes, (size_t)count, false);
	return count;
}

static void console_ready(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;

	(void)events;
	if (console_read(monitor) == 0)
		loop_watch(&monitor->console, 0);
}

static void watch_server(struct monitor *monitor)
{
	int process = monitor->running.server ? pidfd_open(monitor->running.server, 0) : -1;

	monitor->server = (struct watch){ process, 0, life_server_ended, monitor };
	loop_watch(&monitor->server, EPOLLIN);
	if (monitor->running.server && process < 0)
		life_server_ended(monitor, 0);
}

void domain_connect(struct monitor *monitor)
{
	const struct running *running = &monitor->running;

	monitor->reader = (struct frame_reader){ 0 };
	buffer_drop(&monitor->outgoing, monitor->outgoing.count);
	monitor->output_owed[0] = monitor->output_owed[1] = 0;
	monitor->control = (struct watch){ running->control, 0, control_ready, monitor };
	monitor->console = (struct watch){ running->console, 0, console_ready, monitor };
	monitor->process =
		(struct watch){ pidfd_open(running->pid, 0), 0, life_process_ended, monitor };
	loop_watch(&monitor->control, EPOLLIN);
	loop_watch(&monitor->console, EPOLLIN);
	loop_watch(&monitor->process, EPOLLIN);
	if (monitor->order->host->look && running->events >= 0) {
		monitor->events = (struct watch){ running->events, 0, life_machine_told, monitor };
		loop_watch(&monitor->events, EPOLLIN);
	}
	watch_server(monitor);
}

void domain_drain(struct monitor *monitor)
{
	size_t most = DRAIN_MOST;
	ssize_t count;

	while (monitor->control.fd >= 0 && most && (count = control_read(monitor)) > 0)
		most -= (size_t)count < most ? (size_t)count : most;
	while (monitor->console.fd >= 0 && most && (count = console_read(monitor)) > 0)
		most -= (size_t)count < most ? (size_t)count : most;
}

void domain_disconnect(struct monitor *monitor)
{
	loop_forget(&monitor->control);
	loop_forget(&monitor->console);
	loop_forget(&monitor->process);
	loop_forget(&monitor->server);
	timer_stop(&monitor->server_timer);
	loop_forget(&monitor->events);
	free(monitor->running.qmp);
	free(monitor->running.heard);
	monitor->running = RUNNING_NOTHING;
}
