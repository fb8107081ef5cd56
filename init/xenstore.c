// SPDX-License-Identifier: GPL-2.0
/* The xenstore wire protocol, as xen/io/xs_wire.h and docs/misc/xenstore.txt of Xen have it. */
#include "xenstore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum message_type {
	MESSAGE_DIRECTORY = 1,
	MESSAGE_READ = 2,
	MESSAGE_WRITE = 11,
	MESSAGE_REMOVE = 13,
	MESSAGE_WATCH_EVENT = 15,
	MESSAGE_ERROR = 16,
};

struct message {
	uint32_t type;
	uint32_t request;
	uint32_t transaction;
	uint32_t length;
};

/* xenstored sends the names of errors, so that their numbers need not agree. */
static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EINVAL", EINVAL }, { "EACCES", EACCES }, { "EEXIST", EEXIST }, { "ENOENT", ENOENT },
	{ "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EIO", EIO },	  { "EROFS", EROFS },
	{ "EAGAIN", EAGAIN }, { "E2BIG", E2BIG },   { "EPERM", EPERM },	  { "ENOSYS", ENOSYS },
};

bool xenstore_open(struct xenstore *store)
{
	store->request = 0;
	store->fd = open("/dev/xen/xenbus", O_RDWR | O_CLOEXEC);
	return store->fd >= 0;
}

void xenstore_close(struct xenstore *store)
{
	close(store->fd);
}

static int error_number(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].number;
	return EPROTO;
}

static bool receive(int fd, void *bytes, size_t size)
{
	char *position = bytes;

	while (size) {
		ssize_t got = read(fd, position, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EPROTO;
		if (got <= 0)
			return false;
		position += got;
		size -= (size_t)got;
	}
	return true;
}

/* The kernel takes a message in pieces, but a single write is what it handles best. */
static bool send_request(struct xenstore *store, enum message_type type, const char *path,
			 const char *value)
{
	size_t value_size = value ? strlen(value) : 0;
	struct message message = {
		.type = type,
		.request = ++store->request,
		.length = (uint32_t)(strlen(path) + 1 + value_size),
	};
	size_t size = sizeof(message) + message.length;
	char bytes[sizeof(message) + XENSTORE_PAYLOAD];

	if (message.length > XENSTORE_PAYLOAD) {
		errno = E2BIG;
		return false;
	}
	memcpy(bytes, &message, sizeof(message));
	strcpy(bytes + sizeof(message), path);
	if (value)
		memcpy(bytes + size - value_size, value, value_size);
	return write(store->fd, bytes, size) == (ssize_t)size;
}

static char *receive_payload(struct xenstore *store, struct message *message)
{
	char *payload;

	if (!receive(store->fd, message, sizeof(*message)))
		return NULL;
	if (message->length > XENSTORE_PAYLOAD) {
		errno = EPROTO;
		return NULL;
	}
	payload = malloc(message->length + 1);
	if (!payload || !receive(store->fd, payload, message->length)) {
		free(payload);
		return NULL;
	}
	payload[message->length] = 0;
	return payload;
}

/* The answer to the latest request; null with errno. */
static char *receive_answer(struct xenstore *store, enum message_type type, size_t *size)
{
	struct message message;
	char *payload;
	int error = EPROTO;

	do {
		payload = receive_payload(store, &message);
		if (!payload)
			return NULL;
		if (message.type == MESSAGE_WATCH_EVENT)
			free(payload);
	} while (message.type == MESSAGE_WATCH_EVENT);
	if (message.type == type && message.request == store->request) {
		*size = message.length;
		return payload;
	}
	if (message.type == MESSAGE_ERROR)
		error = error_number(payload);
	free(payload);
	errno = error;
	return NULL;
}

char *xenstore_read(struct xenstore *store, const char *path, size_t *size)
{
	if (!send_request(store, MESSAGE_READ, path, NULL))
		return NULL;
	return receive_answer(store, MESSAGE_READ, size);
}

char *xenstore_list(struct xenstore *store, const char *path, size_t *size)
{
	char *names;

	if (!send_request(store, MESSAGE_DIRECTORY, path, NULL))
		return NULL;
	names = receive_answer(store, MESSAGE_DIRECTORY, size);
	if (names && *size && names[*size - 1] != 0) {
		free(names);
		errno = EPROTO;
		return NULL;
	}
	return names;
}

static bool change(struct xenstore *store, enum message_type type, const char *path,
		   const char *value)
{
	size_t size;
	char *answer;

	if (!send_request(store, type, path, value))
		return false;
	answer = receive_answer(store, type, &size);
	free(answer);
	return answer != NULL;
}

bool xenstore_write(struct xenstore *store, const char *path, const char *value)
{
	return change(store, MESSAGE_WRITE, path, value);
}

bool xenstore_remove(struct xenstore *store, const char *path)
{
	return change(store, MESSAGE_REMOVE, path, NULL);
}
