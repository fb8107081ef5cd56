// SPDX-License-Identifier: GPL-2.0
/* Reading the log of a domain. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/json.h"
#include "../base/report.h"
#include "../base/text.h"
#include "private.h"

#define READ_SIZE 65536

static int base64_digit(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a' + 26;
	if (digit >= '0' && digit <= '9')
		return digit - '0' + 52;
	return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

static uint8_t *from_base64(const char *text, size_t *count)
{
	uint8_t *bytes = allocate(strlen(text) + 1, 1);
	uint32_t bits = 0;
	int held = 0;

	*count = 0;
	for (; base64_digit(*text) >= 0; text++) {
		bits = bits << 6 | (uint32_t)base64_digit(*text);
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes[(*count)++] = (uint8_t)(bits >> held);
		}
	}
	return bytes;
}

bool log_parse(const char *line, struct log_entry *entry)
{
	struct json_object *object = json_from_text(line);
	struct json_object *text = json_get(object, "text");
	const char *base64 = json_get_text(object, "base64");

	*entry = (struct log_entry){ .object = object, .time = json_get_text(object, "time") };
	entry->stream = text_equal(json_get_text(object, "stream"), "stderr") ? STREAM_ERROR
									      : STREAM_OUTPUT;
	if (base64) {
		entry->memory = from_base64(base64, &entry->count);
		entry->bytes = entry->memory;
	} else if (json_object_is_type(text, json_type_string)) {
		entry->bytes = (const uint8_t *)json_object_get_string(text);
		entry->count = (size_t)json_object_get_string_len(text);
	}
	if (entry->bytes && entry->time)
		return true;
	log_entry_free(entry);
	return false;
}

void log_entry_free(struct log_entry *entry)
{
	free(entry->memory);
	json_object_put(entry->object);
	*entry = (struct log_entry){ 0 };
}

void log_reader_open(struct log_reader *reader, const char *directory)
{
	*reader = (struct log_reader){ .file = domain_file_open(directory, "log", O_RDONLY) };
	if (reader->file < 0 && errno != ENOENT)
		fail_errno("cannot read %s/log", directory);
}

void log_reader_close(struct log_reader *reader)
{
	if (reader->file >= 0)
		close(reader->file);
	free(reader->line);
	*reader = (struct log_reader){ .file = -1 };
}

/* Drops what was taken and reads on; false at the end. */
static bool read_more(struct log_reader *reader)
{
	ssize_t count;

	if (reader->line && reader->taken)
		memmove(reader->line, reader->line + reader->taken, reader->held - reader->taken);
	reader->held -= reader->taken;
	reader->taken = 0;
	if (reader->room < reader->held + READ_SIZE + 1) {
		reader->room = reader->held + READ_SIZE + 1;
		reader->line = reallocate(reader->line, reader->room, 1);
	}
	count = pread(reader->file, reader->line + reader->held, READ_SIZE,
		      (off_t)(reader->offset + reader->held));
	if (count <= 0)
		return false;
	reader->held += (size_t)count;
	return true;
}

/* The next line, ended by a zero, valid until the next call; null if there is none. */
static char *next_line(struct log_reader *reader, uint64_t end)
{
	size_t searched = 0;
	char *line, *newline;

	while (reader->file >= 0 && reader->offset < end) {
		line = reader->line ? reader->line + reader->taken : NULL;
		newline = line ? memchr(line + searched, '\n',
					reader->held - reader->taken - searched)
			       : NULL;
		if (newline) {
			*newline = '\0';
			reader->taken += (size_t)(newline - line) + 1;
			reader->offset += (uint64_t)(newline - line) + 1;
			return line;
		}
		searched = reader->held - reader->taken;
		if (!read_more(reader))
			return NULL;
	}
	return NULL;
}

bool log_next(struct log_reader *reader, uint64_t end, struct log_entry *entry)
{
	char *line;

	while ((line = next_line(reader, end)))
		if (log_parse(line, entry))
			return true;
	return false;
}

/* Where lines begin: the last most ones of them. */
struct beginnings {
	struct place {
		uint64_t offset;
		size_t skip;
	} * places;
	uint64_t count, most;
	bool inside; /* of a line */
};

static void note_beginnings(struct beginnings *found, const struct log_entry *entry,
			    uint64_t offset)
{
	const uint8_t *newline;

	for (size_t at = 0; at < entry->count; at = (size_t)(newline - entry->bytes) + 1) {
		if (!found->inside)
			found->places[found->count++ % found->most] = (struct place){ offset, at };
		newline = memchr(entry->bytes + at, '\n', entry->count - at);
		found->inside = !newline;
		if (!newline)
			return;
	}
}

size_t log_tail(struct log_reader *reader, long count)
{
	struct beginnings found = { .most = (uint64_t)count };
	struct place place = { reader->offset, 0 };
	struct log_entry entry;

	found.places = allocate((size_t)count, sizeof(*found.places));
	for (uint64_t at = place.offset; log_next(reader, UINT64_MAX, &entry);
	     at = reader->offset) {
		if (count)
			note_beginnings(&found, &entry, at);
		log_entry_free(&entry);
	}
	if (!count)
		place.offset = reader->offset;
	else if (found.count)
		place = found.places[found.count > found.most ? found.count % found.most : 0];
	reader->offset = place.offset;
	reader->held = reader->taken = 0;
	free(found.places);
	return place.skip;
}
