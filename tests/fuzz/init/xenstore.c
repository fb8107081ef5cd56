// SPDX-License-Identifier: GPL-2.0
/* What xenstore answers: each answer's header is made to fit the request, its payload is not. */
#include "init/xenstore.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "init/settings.h"
#include "init/sources.h"
#include "stand-in.h"

struct header {
	uint32_t type, request, transaction, length;
};

enum { WATCH_EVENT = 15 };

static const uint8_t *input;
static size_t left;

void fuzz_begin(void)
{
	stand_in_begin();
}

/*
 * In place of writev(2) and write(2) of the client: the request is thrown away, and the next part
 * of the input becomes its answer. Of a part the first byte is the kind and the next two the
 * length of the payload.
 */
static void answer(int fd, uint32_t type, uint32_t request)
{
	struct header header = { .type = type, .request = request };
	size_t count;

	if (left < 3) {
		shutdown(fd, SHUT_RDWR);
		return;
	}
	header.type = input[0] & 0x80 ? input[0] & 0x7f : type;
	header.length = (uint32_t)(input[1] | input[2] << 8);
	input += 3;
	left -= 3;
	count = header.length < left ? header.length : left;
	if (send(fd, &header, sizeof(header), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ||
	    send(fd, input, count, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 || count < header.length)
		shutdown(fd, SHUT_RDWR);
	input += count;
	left -= count;
	/* The client waits for another answer then. */
	if (header.type == WATCH_EVENT)
		answer(fd, type, request);
}

static int other_end;

ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
	struct header header;

	(void)fd;
	memcpy(&header, bytes, sizeof(header) < size ? sizeof(header) : size);
	answer(other_end, header.type, header.request);
	return (ssize_t)size;
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct xenstore store = { 0 };
	struct json *settings;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return;
	input = data;
	left = size;
	store.fd = ends[0];
	other_end = ends[1];
	settings = json_new(JSON_OBJECT);
	source_xenstore_from(settings, &store);
	json_free(settings);
}
