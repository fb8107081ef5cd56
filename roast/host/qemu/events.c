// SPDX-License-Identifier: GPL-2.0
/* What QEMU tells by itself: events of its machine protocol, and its log. */
#include "events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../../base/files.h"
#include "qemu.h"

#define WORDS_MOST 300

/* A few dozen bytes, which an empty socket takes; QEMU that is gone shows when it is read from. */
static void say(const struct qemu_events *events, const char *command)
{
	char *line = text_format("{\"execute\": \"%s\"}\n", command);

	(void)send(events->file, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	free(line);
}

void qemu_events_begin(struct qemu_events *events, int file)
{
	*events = (struct qemu_events){ .file = file };
	say(events, "qmp_capabilities");
}

/* Other states are a person's or a debugger's doing, and may be left again. */
static enum machine state_named(const struct qemu_events *events, const char *name)
{
	if (text_equal(name, "internal-error"))
		return MACHINE_STOPPED;
	if (text_equal(name, "guest-panicked"))
		return MACHINE_PANICKED;
	if (text_equal(name, "io-error"))
		return events->disk_is_full ? MACHINE_DISK_FULL : MACHINE_DISK_FAILED;
	return events->state;
}

static enum machine shutdown_for(const char *reason)
{
	if (text_equal(reason, "guest-reset"))
		return MACHINE_RESET;
	if (text_equal(reason, "guest-panic"))
		return MACHINE_PANICKED;
	if (text_equal(reason, "host-signal"))
		return MACHINE_SIGNALLED;
	return MACHINE_RUNS;
}

/* The first thing that is known counts; what follows is its consequence. */
static void take(struct qemu_events *events, struct json_object *object)
{
	const char *event = json_get_text(object, "event");
	enum machine state = events->state;

	if (text_equal(event, "STOP"))
		say(events, "query-status");
	else if (text_equal(event, "GUEST_PANICKED"))
		state = MACHINE_PANICKED;
	else if (text_equal(event, "SHUTDOWN"))
		state = shutdown_for(json_get_text(object, "data.reason"));
	else if (text_equal(event, "BLOCK_IO_ERROR"))
		events->disk_is_full = json_get_boolean(object, "data.nospace", false);
	else if (!event)
		state = state_named(events, json_get_text(object, "return.status"));
	if (events->state == MACHINE_RUNS)
		events->state = state;
}

static void take_line(struct qemu_events *events, char *line)
{
	struct json_object *object = json_from_text(line);

	if (json_object_is_type(object, json_type_object))
		take(events, object);
	json_object_put(object);
}

static void take_lines(struct qemu_events *events)
{
	char *begin = events->bytes, *end = events->bytes + events->count, *newline;

	while ((newline = memchr(begin, '\n', (size_t)(end - begin)))) {
		*newline = '\0';
		if (!events->skipping)
			take_line(events, begin);
		events->skipping = false;
		begin = newline + 1;
	}
	events->count = (size_t)(end - begin);
	memmove(events->bytes, begin, events->count);
	if (events->count == sizeof(events->bytes)) {
		events->skipping = true;
		events->count = 0;
	}
}

bool qemu_events_read(struct qemu_events *events)
{
	ssize_t count;

	while ((count = recv(events->file, events->bytes + events->count,
			     sizeof(events->bytes) - events->count, MSG_DONTWAIT)) > 0) {
		events->count += (size_t)count;
		take_lines(events);
	}
	return count < 0 && (errno == EAGAIN || errno == EINTR);
}

/* ---- its log */

/* A dump of registers follows an error of KVM's; code comes last. */
static bool is_dump(const char *line)
{
	return strchr(line, '=') && (text_begins(line, "RAX=") || text_begins(line, "EAX=") ||
				     text_begins(line, "Code="));
}

static const char *without_name(const char *line)
{
	return text_begins(line, QEMU_PROGRAM ": ") ? line + strlen(QEMU_PROGRAM ": ") : line;
}

char *qemu_last_words(const char *log)
{
	char *text = file_try_read(log, NULL), *joined;
	struct texts lines = { 0 }, told = { 0 };

	texts_split(&lines, text ? text : "", "\r\n");
	for (size_t i = 0; i < lines.count && !is_dump(lines.texts[i]); i++) {
		const char *line = without_name(lines.texts[i]);

		if (!text_begins(line, "warning: "))
			texts_add(&told, line);
	}
	joined = told.count ? texts_join(&told, "; ") : NULL;
	if (joined && strlen(joined) > WORDS_MOST)
		joined[WORDS_MOST] = '\0';
	texts_free(&lines);
	texts_free(&told);
	free(text);
	return joined;
}
