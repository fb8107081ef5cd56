// SPDX-License-Identifier: GPL-2.0
/* A command's connection to the monitor of a domain. */
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/report.h"
#include "../records/socket.h"
#include "start.h"

bool connection_send(struct connection *connection, uint8_t type, uint16_t session,
		     const void *payload, size_t length)
{
	uint8_t bytes[FRAME_SIZE_MAX];
	size_t size = frame_write(bytes, type, session, payload, length);
	ssize_t count;

	for (size_t done = 0; done < size; done += (size_t)count) {
		count = send(connection->fd, bytes + done, size - done, MSG_NOSIGNAL);
		if (count < 0 && errno == EINTR)
			count = 0;
		if (count < 0)
			return false;
	}
	return true;
}

bool connection_next(struct connection *connection, struct frame *frame)
{
	enum frame_found found;

	do
		found = frame_next(&connection->reader, frame);
	while (found == FRAME_TEXT);
	return found == FRAME_FRAME;
}

bool connection_read(struct connection *connection)
{
	size_t room;
	uint8_t *place = frame_room(&connection->reader, &room);
	ssize_t count = read(connection->fd, place, room);

	if (count < 0 && errno == EINTR)
		return true;
	if (count <= 0)
		return false;
	frame_received(&connection->reader, (size_t)count);
	return true;
}

bool connection_wait(struct connection *connection, struct frame *frame)
{
	while (!connection_next(connection, frame))
		if (!connection_read(connection))
			return false;
	return true;
}

static void __attribute__((noreturn)) not_running(const struct domain *domain)
{
	fail(STATUS_FAILED, "the domain %s does not run; roast restart %s starts it", domain->name,
	     domain->name);
}

bool connection_try(struct connection *connection, struct domain *domain)
{
	struct frame frame;

	*connection = (struct connection){ .fd = -1 };
	if (domain->status == DOMAIN_EXITED && !start_is_mine(domain->directory))
		return false;
	if (domain->status == DOMAIN_DEAD)
		fail(STATUS_FAILED,
		     "the monitor of the domain %s was killed; roast restart %s, or roast rm -f %s",
		     domain->name, domain->name, domain->name);
	connection->fd = socket_connect(domain->directory);
	if (connection->fd < 0 && (errno == ECONNREFUSED || errno == ENOENT))
		return false;
	if (connection->fd < 0)
		fail_errno("cannot reach the monitor of the domain %s", domain->name);
	if (!connection_wait(connection, &frame)) {
		connection_close(connection);
		return false;
	}
	if (frame.type != FRAME_HELLO || frame.length < 2 ||
	    frame_u16(frame.payload) != CONTROL_VERSION)
		fail(STATUS_FORMAT, "the domain %s was started by another version of roast",
		     domain->name);
	return true;
}

void connection_open(struct connection *connection, struct domain *domain)
{
	if (!connection_try(connection, domain))
		not_running(domain);
}

void connection_close(struct connection *connection)
{
	if (connection->fd >= 0)
		close(connection->fd);
	connection->fd = -1;
}

const char *failure_text(const struct frame *frame, char *buffer, size_t size)
{
	snprintf(buffer, size, "%.*s", frame->length > 1 ? frame->length - 1 : 0,
		 (const char *)frame->payload + 1);
	return buffer;
}
