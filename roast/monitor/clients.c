// SPDX-License-Identifier: GPL-2.0
/* The monitor's clients: how they come, what they get, how they go. */
#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../base/report.h"
#include "../records/socket.h"

#define OUTGOING_LAG (256 * 1024)	/* from here on output is left out */
#define OUTGOING_CAUGHT_UP (64 * 1024)	/* from here down it comes again */
#define OUTGOING_MOST (2 * 1024 * 1024) /* who asked for that does not read at all */

/* place: what points to it in the list. */
static void client_free(struct client **place)
{
	struct client *client = *place;

	*place = client->next;
	if (client->session && client->session->number != PROGRAM)
		session_abandon(client->monitor, client->session);
	program_credit(client->monitor);
	loop_forget(&client->watch);
	buffer_free(&client->outgoing);
	buffer_free(&client->input);
	free(client);
}

static void client_remove(struct client *client)
{
	struct client **place = &client->monitor->clients;

	while (*place != client)
		place = &(*place)->next;
	client_free(place);
}

static void put_u64(uint8_t *bytes, uint64_t number)
{
	frame_put_u32(bytes, (uint32_t)number);
	frame_put_u32(bytes + 4, (uint32_t)(number >> 32));
}

static void catch_up(struct client *client)
{
	uint8_t payload[16];

	client->lagging = false;
	put_u64(payload, client->lag_from);
	put_u64(payload + 8, client->monitor->log.end);
	buffer_add_frame(&client->outgoing, WIRE_CATCH_UP, PROGRAM, payload, sizeof(payload));
}

/* A broken one is removed by its own callback, which an error or hang-up calls. */
static void client_flush(struct client *client)
{
	if (client->watch.fd < 0 || client->broken)
		return;
	if (!buffer_flush(&client->outgoing, client->watch.fd) ||
	    client->outgoing.count > OUTGOING_MOST) {
		client->broken = true;
		shutdown(client->watch.fd, SHUT_RDWR);
		buffer_drop(&client->outgoing, client->outgoing.count);
	}
	if (client->lagging && client->outgoing.count <= OUTGOING_CAUGHT_UP) {
		catch_up(client);
		client_flush(client);
		return;
	}
	loop_watch(&client->watch, EPOLLIN | (client->outgoing.count ? EPOLLOUT : 0));
	program_credit(client->monitor);
}

bool clients_hold_output(const struct monitor *monitor)
{
	if (!monitor->log.lost)
		return false;
	for (const struct client *client = monitor->clients; client; client = client->next)
		if (client->attached && !client->broken && client->outgoing.count > OUTGOING_LAG)
			return true;
	return false;
}

void client_send(struct client *client, uint8_t type, uint16_t session, const void *payload,
		 size_t length)
{
	if (client->broken)
		return;
	buffer_add_frame(&client->outgoing, type, session, payload, length);
	client_flush(client);
}

void client_refuse(struct client *client, uint16_t session, int status, const char *why)
{
	uint8_t payload[1024] = { (uint8_t)status };
	size_t length = strnlen(why, sizeof(payload) - 1);

	memcpy(payload + 1, why, length);
	client_send(client, FRAME_FAILED, session, payload, 1 + length);
}

void clients_output(struct monitor *monitor, enum frame_stream stream, const uint8_t *bytes,
		    size_t count, uint64_t log_before)
{
	for (struct client *client = monitor->clients; client; client = client->next) {
		if (!client->attached || client->broken)
			continue;
		/* What the log has not must be sent, behind what the client finds in the log. */
		if (client->lagging && monitor->log.lost)
			catch_up(client);
		if (client->lagging)
			continue;
		if (client->outgoing.count > OUTGOING_LAG && !monitor->log.lost) {
			client->lagging = true;
			client->lag_from = log_before;
			continue;
		}
		client_send(client, stream == STREAM_ERROR ? FRAME_ERROR : FRAME_OUTPUT, PROGRAM,
			    bytes, count);
	}
}

void clients_tell(struct monitor *monitor, const char *text)
{
	for (struct client *client = monitor->clients; client; client = client->next)
		if (client->attached)
			client_send(client, WIRE_NOTE, PROGRAM, text, strlen(text));
}

static bool client_read(struct client *client)
{
	size_t room;
	uint8_t *place = frame_room(&client->reader, &room);
	ssize_t count = read(client->watch.fd, place, room);
	enum frame_found found;
	struct frame frame;

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	frame_received(&client->reader, (size_t)count);
	while ((found = frame_next(&client->reader, &frame)) != FRAME_NONE) {
		if (found == FRAME_TEXT)
			return false;
		client_receive(client, &frame);
	}
	return count > 0;
}

static void client_ready(void *owner, uint32_t events)
{
	struct client *client = owner;
	bool alive = !client->broken;

	if (alive && (events & EPOLLOUT))
		client_flush(client);
	if (alive && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		alive = client_read(client);
	if (!alive || client->broken)
		client_remove(client);
}

/* The directory is private, too; this is for the day it is not. */
static bool is_allowed(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return false;
	return peer.uid == 0 || peer.uid == geteuid();
}

static void listener_ready(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;
	int fd = accept4(monitor->listener.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client;
	uint8_t version[2];

	(void)events;
	if (fd < 0)
		return;
	if (!is_allowed(fd)) {
		close(fd);
		return;
	}
	client = allocate(1, sizeof(*client));
	client->monitor = monitor;
	client->watch = (struct watch){ fd, 0, client_ready, client };
	client->next = monitor->clients;
	monitor->clients = client;
	frame_put_u16(version, CONTROL_VERSION);
	client_send(client, FRAME_HELLO, 0, version, sizeof(version));
}

void clients_listen(struct monitor *monitor)
{
	int fd = socket_listen(monitor->order->spec.directory);

	if (fd < 0)
		fail_errno("cannot listen in %s", monitor->order->spec.directory);
	monitor->listener = (struct watch){ fd, 0, listener_ready, monitor };
	loop_watch(&monitor->listener, EPOLLIN);
}

void clients_dismiss(struct monitor *monitor, int status, const char *failure)
{
	uint8_t payload[2] = { (uint8_t)status };
	struct client *next;

	for (struct client *client = monitor->clients; client; client = next) {
		next = client->next;
		if (client->lagging)
			catch_up(client);
		if (failure)
			client_refuse(client, PROGRAM, status, failure);
		else
			client_send(client, FRAME_EXIT, PROGRAM, payload, sizeof(payload));
	}
}

static void remove_served(struct monitor *monitor)
{
	struct client **place = &monitor->clients;

	while (*place) {
		if ((*place)->outgoing.count)
			place = &(*place)->next;
		else
			client_free(place);
	}
}

/* Nothing of the domain depends on how long clients take for what is left. */
void clients_linger(struct monitor *monitor)
{
	remove_served(monitor);
	while (monitor->clients) {
		loop_once();
		remove_served(monitor);
	}
}
