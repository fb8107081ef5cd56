// SPDX-License-Identifier: GPL-2.0
/* The channel's life: it is opened, both sides greet, frames go both ways, the domain ends. */
#include "control.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "../control/frame.h"
#include "../include/rumproast/exit.h"
#include "channel.h"
#include "children.h"
#include "console.h"
#include "formats.h"
#include "kernel_log.h"
#include "log_socket.h"
#include "loop.h"
#include "queue.h"
#include "say.h"
#include "sessions.h"
#include "settings.h"
#include "statistics.h"
#include "supervise.h"
#include "xenstore.h"

#define DEFAULT_TIMEOUT 30
#define SEARCH_MS 5   /* how often a port that is not there yet is looked for */
#define HELLO_MS 1000 /* how often the host is greeted */
/* When a port is looked at again that has nobody at its other end: each time later. */
#define ABSENT_MS 5
#define ABSENT_MOST_MS 1000
#define PATIENCE_MS 10000
#define DONE_MS 2000
#define ADDRESSES_MAX 8
#define ADDRESS_NODE "data/address"

static enum { CLOSED, SEARCHING, GREETING, OPEN } state;
static bool is_console;
static struct loop_source channel = { .fd = -1 };
static struct loop_timer knock, deadline, present;
static struct frame_reader reader;
static void (*host_ready)(void);
static long timeout;
static bool was_full, host_done;
static uint64_t absent = ABSENT_MS;
static uint64_t progressed; /* loop_now() when the channel took or brought something */
static char addresses[ADDRESSES_MAX][80];
static int address_count;

bool control_is_configured(void)
{
	return state != CLOSED;
}

bool control_is_open(void)
{
	return state == OPEN;
}

bool control_is_full(void)
{
	return was_full = queue_is_full();
}

static void watch(void)
{
	loop_watch(&channel, queue_is_empty() ? POLLIN : POLLIN | POLLOUT);
}

uint8_t *control_room(void)
{
	return queue_room(FRAME_SIZE_MAX) + FRAME_HEADER_SIZE;
}

void control_send_room(uint8_t type, uint16_t session, size_t length)
{
	uint8_t *frame = queue_room(FRAME_SIZE_MAX);

	queue_add(frame_write(frame, type, session, frame + FRAME_HEADER_SIZE, length));
	watch();
}

void control_send(uint8_t type, uint16_t session, const void *payload, size_t length)
{
	if (channel.fd < 0)
		return;
	queue_add(frame_write(queue_room(FRAME_SIZE_MAX), type, session, payload, length));
	watch();
}

static void send_line(const char *line, size_t size)
{
	control_send(FRAME_LOG, 0, line, size);
}

static bool take_line(const char *line, size_t size)
{
	if (state != OPEN)
		return false;
	send_line(line, size);
	return true;
}

static void hello(struct loop_timer *timer)
{
	uint8_t version[2];

	frame_put_u16(version, CONTROL_VERSION);
	if (queue_is_empty())
		control_send(FRAME_HELLO, 0, version, sizeof(version));
	loop_timer_start(timer, HELLO_MS);
}

/* The host has answered: what is known by now is told, and programs may start. */
static void greeted(const struct frame *frame)
{
	unsigned int version = frame->length < 2 ? 0 : frame_u16(frame->payload);

	if (state != GREETING)
		return;
	loop_timer_stop(&knock);
	loop_timer_stop(&deadline);
	if (version != CONTROL_VERSION)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "control: the host speaks version %u, this domain version %d; make both from "
		     "the same release",
		     version, CONTROL_VERSION);
	state = OPEN;
	if (is_console) {
		say_elsewhere = take_line;
		kernel_log_follow(channel_kernel_level(), send_line);
	}
	for (int i = 0; i < address_count; i++)
		control_send(FRAME_ADDRESS, 0, addresses[i], strlen(addresses[i]));
	if (frame->length >= 6)
		sessions_resize(frame_u16(frame->payload + 2), frame_u16(frame->payload + 4));
	sessions_greeted();
	host_ready();
}

static void take_frame(const struct frame *frame)
{
	if (frame->type == FRAME_HELLO) {
		greeted(frame);
		return;
	}
	if (state != OPEN)
		return;
	switch (frame->type) {
	case FRAME_STOP:
		supervise_end(frame->length && frame->payload[0] ? ENDING_REBOOT : ENDING_POWEROFF,
			      -1);
		break;
	case FRAME_STATISTICS:
		statistics_send();
		break;
	case FRAME_DONE:
		host_done = true;
		break;
	default:
		sessions_take(frame);
	}
}

static void receive(void)
{
	struct frame frame;
	size_t room;
	uint8_t *bytes = frame_room(&reader, &room);
	ssize_t got = read(channel.fd, bytes, room);
	enum frame_found found;

	if (got <= 0)
		return;
	progressed = loop_now();
	frame_received(&reader, (size_t)got);
	while ((found = frame_next(&reader, &frame)) != FRAME_NONE)
		if (found == FRAME_FRAME)
			take_frame(&frame);
}

static void send_queue(void)
{
	if (queue_write(channel.fd))
		progressed = loop_now();
	if (was_full && !queue_is_full())
		sessions_update();
}

static void look_again(struct loop_timer *timer)
{
	(void)timer;
	watch();
}

/* With nobody at the other end, poll(2) would not wait. */
static bool host_is_absent(void)
{
	struct pollfd poll_channel = { .fd = channel.fd, .events = POLLIN };

	return !is_console && poll(&poll_channel, 1, 0) > 0 && (poll_channel.revents & POLLHUP) &&
	       !(poll_channel.revents & POLLIN);
}

static void channel_ready(struct loop_source *source)
{
	(void)source;
	if (host_is_absent()) {
		loop_watch(&channel, 0);
		loop_timer_start(&present, absent);
		absent = absent * 2 < ABSENT_MOST_MS ? absent * 2 : ABSENT_MOST_MS;
		return;
	}
	absent = ABSENT_MS;
	receive();
	send_queue();
	watch();
}

static void use_channel(int fd)
{
	state = GREETING;
	channel.fd = fd;
	channel.ready = channel_ready;
	present.fire = look_again;
	queue_open();
	hello(&knock);
}

static void search(struct loop_timer *timer)
{
	int fd = channel_open_port();

	if (fd < 0) {
		loop_timer_start(timer, SEARCH_MS);
		return;
	}
	timer->fire = hello;
	use_channel(fd);
}

static void timed_out(struct loop_timer *timer)
{
	(void)timer;
	if (state == SEARCHING)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "control: there is no virtio port named " CONTROL_PORT_NAME " after %ld s",
		     timeout);
	fail(RUMPROAST_EXIT_CONFIGURATION,
	     "control: nobody answered on the %s within %ld s; the domain is for `roast run`",
	     is_console ? "console" : "virtio port", timeout);
}

static void open_console(void)
{
	int fd = channel_open_console(console_terminal());

	if (fd < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION, "control: the console %s cannot be used: %s",
		     console_terminal(), strerror(errno));
	kernel_log_open();
	children_open(send_line);
	knock.fire = hello;
	use_channel(fd);
}

void control_open(struct json *settings, void (*ready)(void))
{
	const char *kind = setting_text(settings, "control", NULL);

	host_ready = ready;
	if (!kind) {
		ready();
		return;
	}
	is_console = strcmp(kind, "console") == 0;
	timeout = setting_number(settings, "control_timeout", DEFAULT_TIMEOUT);
	deadline.fire = timed_out;
	loop_timer_start(&deadline, (uint64_t)timeout * 1000);
	state = SEARCHING;
	if (is_console) {
		open_console();
		return;
	}
	knock.fire = search;
	search(&knock);
}

static void tell_xenstore(const char *address)
{
	struct xenstore store;

	if (!xenstore_open(&store))
		return;
	/* A toolstack that does not let it be written does without. */
	xenstore_write(&store, ADDRESS_NODE, address);
	xenstore_close(&store);
}

void control_address(const char *interface, const struct network *address)
{
	char text[INET6_ADDRSTRLEN], line[sizeof(addresses[0])];

	if (state == CLOSED)
		return;
	inet_ntop(address->family, &address->v4, text, sizeof(text));
	snprintf(line, sizeof(line), "%s %s/%d", interface, text, address->prefix);
	for (int i = 0; i < address_count; i++)
		if (strcmp(addresses[i], line) == 0)
			return;
	if (address_count < ADDRESSES_MAX)
		strcpy(addresses[address_count++], line);
	if (state == OPEN)
		control_send(FRAME_ADDRESS, 0, line, strlen(line));
	if (address->family == AF_INET)
		tell_xenstore(text);
}

static void wake(struct loop_timer *timer)
{
	(void)timer;
}

/*
 * Goes on with events until work() says there is none, or nothing has happened for so long: then
 * there is no use in waiting for anything else.
 */
static void go_on_while(bool (*work)(void), uint64_t patience)
{
	struct loop_timer alarm = { .fire = wake };

	progressed = loop_now();
	while (state == OPEN && work()) {
		loop_timer_start(&alarm, patience);
		loop_once();
		loop_timer_stop(&alarm);
		if (loop_now() - progressed >= patience)
			state = GREETING;
	}
}

static bool has_output(void)
{
	return !queue_is_empty() || sessions_have_output();
}

static bool has_queue(void)
{
	return !queue_is_empty();
}

static bool is_awaited(void)
{
	return !host_done;
}

void control_drain(void)
{
	static bool draining;

	if (state != OPEN || draining)
		return;
	draining = true;
	go_on_while(log_socket_waits, PATIENCE_MS);
	sessions_drain();
	go_on_while(has_output, PATIENCE_MS);
}

void control_finish(int status, int signal, enum frame_cause cause, const char *text)
{
	uint8_t payload[1024] = { (uint8_t)status, (uint8_t)signal, (uint8_t)cause };
	size_t size = text ? strnlen(text, sizeof(payload) - 3) : 0;

	if (state == OPEN) {
		kernel_log_read();
		memcpy(payload + 3, text ? text : "", size);
		control_send(FRAME_EXIT, SESSION_PROGRAM, payload, 3 + size);
	}
	go_on_while(has_queue, PATIENCE_MS);
	go_on_while(is_awaited, DONE_MS);
	/* What is said from now on is for the console. */
	state = CLOSED;
}
