// SPDX-License-Identifier: GPL-2.0
/* QEMU's monitor, by its machine protocol. */
#include "qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/clock.h"
#include "../common/local_socket.h"

#define LINE_MAX_SIZE (4U << 20)
#define PIECE 4096U
#define TELL_MS 10000

static bool failed(struct qmp *qmp, char *why)
{
	free(qmp->error);
	qmp->error = why;
	return false;
}

/* Reads what is there, or waits for it. */
static bool read_more(struct qmp *qmp, long until)
{
	struct pollfd waits = { .fd = qmp->file, .events = POLLIN };
	int left = clock_left_ms(until);
	ssize_t count;

	if (qmp->count > LINE_MAX_SIZE)
		return failed(qmp, text_copy("QEMU's monitor sends a line without an end"));
	if (!left || poll(&waits, 1, left) == 0)
		return failed(qmp, text_copy("QEMU's monitor does not answer"));
	if (qmp->room - qmp->count < PIECE) {
		qmp->room = 2 * qmp->room + PIECE;
		qmp->bytes = reallocate(qmp->bytes, qmp->room, 1);
	}
	count = recv(qmp->file, qmp->bytes + qmp->count, qmp->room - qmp->count, MSG_DONTWAIT);
	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (count <= 0)
		return failed(qmp, text_copy("QEMU has ended"));
	qmp->count += (size_t)count;
	return true;
}

/* The next line as an object; null with the error. */
static struct json_object *next_object(struct qmp *qmp, long until)
{
	struct json_object *object;
	char *end;
	size_t size;

	while (!(end = qmp->count ? memchr(qmp->bytes, '\n', qmp->count) : NULL))
		if (!read_more(qmp, until))
			return NULL;
	*end = '\0';
	object = json_from_text(qmp->bytes);
	size = (size_t)(end + 1 - qmp->bytes);
	qmp->count -= size;
	memmove(qmp->bytes, end + 1, qmp->count);
	if (json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	failed(qmp, text_copy("QEMU's monitor says something that is no JSON object"));
	return NULL;
}

static bool send_all(struct qmp *qmp, const char *text, long until)
{
	size_t size = strlen(text);

	while (size) {
		struct pollfd waits = { .fd = qmp->file, .events = POLLOUT };
		ssize_t count = send(qmp->file, text, size, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (count >= 0) {
			text += count;
			size -= (size_t)count;
		} else if (errno != EAGAIN && errno != EINTR) {
			return failed(qmp, text_copy("QEMU has ended"));
		} else if (poll(&waits, 1, clock_left_ms(until)) == 0) {
			return failed(qmp, text_copy("QEMU's monitor does not take a command"));
		}
	}
	return true;
}

/* Passes over events, and answers to a command that was given up. */
static struct json_object *answer(struct qmp *qmp, long until)
{
	struct json_object *object, *result;

	while ((object = next_object(qmp, until))) {
		if (json_object_object_get_ex(object, "return", &result)) {
			json_object_get(result);
			json_object_put(object);
			return result;
		}
		if (json_get(object, "error")) {
			const char *text = json_get_text(object, "error.desc");

			failed(qmp, text_copy(text ? text : "QEMU does not say why"));
			json_object_put(object);
			return NULL;
		}
		json_object_put(object);
	}
	return NULL;
}

struct json_object *qmp_execute(struct qmp *qmp, const char *command, struct json_object *arguments,
				int milliseconds)
{
	struct json_object *object = json_object_new_object();
	long until = clock_ms() + milliseconds;
	bool sent;

	json_put_text(object, "execute", command);
	if (arguments)
		json_put(object, "arguments", arguments);
	sent = send_all(qmp, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
			until) &&
	       send_all(qmp, "\n", until);
	json_object_put(object);
	return sent ? answer(qmp, until) : NULL;
}

/* The descriptor goes with the first byte of the command. */
static bool send_file(struct qmp *qmp, int file, char byte)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec piece = { &byte, 1 };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };

	control.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)),
					   .cmsg_level = SOL_SOCKET,
					   .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.header), &file, sizeof(file));
	return sendmsg(qmp->file, &message, MSG_NOSIGNAL) == 1 ||
	       failed(qmp, text_copy("QEMU has ended"));
}

bool qmp_give(struct qmp *qmp, int file, const char *name, int milliseconds)
{
	struct json_object *arguments = json_object_new_object();
	struct json_object *result = NULL;
	bool given;

	json_put_text(arguments, "fdname", name);
	/* Blanks may be before any JSON value. */
	if (send_file(qmp, file, ' '))
		result = qmp_execute(qmp, "getfd", arguments, milliseconds);
	else
		json_object_put(arguments);
	given = result != NULL;
	json_object_put(result);
	return given;
}

char *qmp_monitor(struct qmp *qmp, const char *line, int milliseconds)
{
	struct json_object *arguments = json_object_new_object();
	struct json_object *result;
	char *text = NULL;

	json_put_text(arguments, "command-line", line);
	result = qmp_execute(qmp, "human-monitor-command", arguments, milliseconds);
	if (json_object_is_type(result, json_type_string))
		text = text_copy(json_object_get_string(result));
	else if (result)
		failed(qmp, text_copy("QEMU's monitor answers with something that is no text"));
	json_object_put(result);
	return text;
}

bool qmp_open(struct qmp *qmp, const char *path, int milliseconds)
{
	long until = clock_ms() + milliseconds;
	struct json_object *greeting, *agreed;
	bool said;

	*qmp = (struct qmp){ .file = local_socket_connect(path) };
	if (qmp->file < 0)
		return failed(qmp, text_format("%s: %s", path, strerror(errno)));
	greeting = next_object(qmp, until);
	if (!greeting)
		return false;
	if (!json_get(greeting, "QMP")) {
		json_object_put(greeting);
		return failed(qmp, text_format("%s is not QEMU's monitor", path));
	}
	json_object_put(greeting);
	agreed = qmp_execute(qmp, "qmp_capabilities", NULL, clock_left_ms(until));
	said = agreed != NULL;
	json_object_put(agreed);
	return said;
}

void qmp_close(struct qmp *qmp)
{
	if (qmp->file >= 0)
		close(qmp->file);
	free(qmp->bytes);
	free(qmp->error);
	*qmp = (struct qmp){ .file = -1 };
}

bool qmp_tell(const char *path, const char *command)
{
	struct qmp qmp;
	struct json_object *result = NULL;
	bool taken;

	if (qmp_open(&qmp, path, TELL_MS))
		result = qmp_execute(&qmp, command, NULL, TELL_MS);
	taken = result != NULL;
	json_object_put(result);
	qmp_close(&qmp);
	return taken;
}
