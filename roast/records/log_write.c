// SPDX-License-Identifier: GPL-2.0
/* Writing the log of a domain. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/report.h"
#include "../base/text.h"
#include "../base/buffer.h"
#include "private.h"

#define DISK_FULL_PAUSE_MS 1000

static struct buffer lines; /* of one log_write() */
static int64_t retry_at;

/* What a monitor was killed over is cut off, so that lines stay whole. */
static uint64_t whole_lines(int file)
{
	char bytes[4096];
	off_t size = lseek(file, 0, SEEK_END);
	off_t from;
	ssize_t count;

	for (; size > 0; size = from) {
		from = size > (off_t)sizeof(bytes) ? size - (off_t)sizeof(bytes) : 0;
		count = pread(file, bytes, (size_t)(size - from), from);
		while (count > 0 && bytes[count - 1] != '\n')
			count--;
		if (count > 0)
			return (uint64_t)(from + count);
	}
	return 0;
}

void log_open(struct log *log, const char *directory)
{
	*log = (struct log){ .file = domain_file_open(directory, "log", O_RDWR | O_CREAT) };
	if (log->file < 0)
		fail_errno("cannot open %s/log", directory);
	log->end = whole_lines(log->file);
	if (ftruncate(log->file, (off_t)log->end))
		warn("cannot cut %s/log: %s", directory, strerror(errno));
}

void log_close(struct log *log)
{
	close(log->file);
	log->file = -1;
}

/* The length of one UTF-8 sequence at bytes, 0 if there is none (RFC 3629). */
static size_t utf8_length(const uint8_t *bytes, size_t count)
{
	size_t length = *bytes < 0x80	? 1
			: *bytes < 0xc2 ? 0
			: *bytes < 0xe0 ? 2
			: *bytes < 0xf0 ? 3
			: *bytes < 0xf5 ? 4
					: 0;

	if (length > count)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
	if ((*bytes == 0xe0 && bytes[1] < 0xa0) || (*bytes == 0xed && bytes[1] > 0x9f) ||
	    (*bytes == 0xf0 && bytes[1] < 0x90) || (*bytes == 0xf4 && bytes[1] > 0x8f))
		return 0;
	return length;
}

static bool is_utf8(const uint8_t *bytes, size_t count)
{
	size_t length;

	for (; count; bytes += length, count -= length) {
		length = utf8_length(bytes, count);
		if (!length)
			return false;
	}
	return true;
}

static void add_text(const uint8_t *bytes, size_t count)
{
	static const char letters[] = "\b\t\n\f\r\"\\", escapes[] = "btnfr\"\\";
	const char *letter;
	char escape[8];
	size_t plain;

	for (; count; bytes++, count--) {
		for (plain = 0; plain < count && bytes[plain] >= ' ' && bytes[plain] != '"' &&
				bytes[plain] != '\\';)
			plain++;
		buffer_add(&lines, bytes, plain);
		bytes += plain;
		count -= plain;
		if (!count)
			return;
		letter = *bytes ? strchr(letters, *bytes) : NULL;
		if (letter)
			snprintf(escape, sizeof(escape), "\\%c", escapes[letter - letters]);
		else
			snprintf(escape, sizeof(escape), "\\u%04x", *bytes);
		buffer_add(&lines, escape, strlen(escape));
	}
}

static void add_base64(const uint8_t *bytes, size_t count)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char group[4];

	for (; count; bytes += count < 3 ? count : 3, count -= count < 3 ? count : 3) {
		uint32_t bits = (uint32_t)bytes[0] << 16 | (count > 1 ? bytes[1] << 8 : 0) |
				(count > 2 ? bytes[2] : 0);

		for (int i = 0; i < 4; i++)
			group[i] = i > (int)count ? '=' : digits[bits >> (18 - 6 * i) & 63];
		buffer_add(&lines, group, 4);
	}
}

static void add_entry(const char *time, enum frame_stream stream, const uint8_t *bytes,
		      size_t count)
{
	bool text = is_utf8(bytes, count);
	char head[128];

	if (!count)
		return;
	snprintf(head, sizeof(head), "{\"time\":\"%s\",\"stream\":\"%s\",\"%s\":\"", time,
		 stream == STREAM_ERROR ? "stderr" : "stdout", text ? "text" : "base64");
	buffer_add(&lines, head, strlen(head));
	if (text)
		add_text(bytes, count);
	else
		add_base64(bytes, count);
	buffer_add(&lines, "\"}\n", 3);
}

/* Bytes at the end that begin a UTF-8 sequence and do not end it. */
static size_t cut_sequence(const uint8_t *bytes, size_t count)
{
	for (size_t back = 1; back <= 3 && back <= count; back++) {
		uint8_t byte = bytes[count - back];

		if (byte >= 0xc0)
			return back < (byte < 0xe0 ? 2U : byte < 0xf0 ? 3U : 4U) ? back : 0;
		if (byte < 0x80)
			return 0;
	}
	return 0;
}

/* Output comes in pieces that may begin and end within a character; what is between is text. */
static void add_entries(enum frame_stream stream, const uint8_t *bytes, size_t count)
{
	size_t first = 0, last;
	char time[TIME_SIZE];

	time_text(time);
	if (is_utf8(bytes, count)) {
		add_entry(time, stream, bytes, count);
		return;
	}
	while (first < 3 && first < count && (bytes[first] & 0xc0) == 0x80)
		first++;
	last = cut_sequence(bytes + first, count - first);
	if (!is_utf8(bytes + first, count - first - last))
		first = last = 0;
	add_entry(time, stream, bytes, first);
	add_entry(time, stream, bytes + first, count - first - last);
	add_entry(time, stream, bytes + count - last, last);
}

/* All lines or none, so that whoever reads never meets a part. */
static bool write_lines(struct log *log)
{
	size_t done = 0;
	ssize_t count;

	while (done < lines.count) {
		count = pwrite(log->file, lines.bytes + done, lines.count - done,
			       (off_t)(log->end + done));
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			int error = count ? errno : ENOSPC;

			if (done && ftruncate(log->file, (off_t)log->end))
				error = errno;
			errno = error;
			return false;
		}
		done += (size_t)count;
	}
	log->end += lines.count;
	return true;
}

bool log_write(struct log *log, enum frame_stream stream, const uint8_t *bytes, size_t count)
{
	bool written;

	if (retry_at && milliseconds_now() < retry_at) {
		log->lost += count;
		errno = ENOSPC;
		return false;
	}
	lines.start = lines.count = 0;
	add_entries(stream, bytes, count);
	written = write_lines(log);
	retry_at = written ? 0 : milliseconds_now() + DISK_FULL_PAUSE_MS;
	if (!written)
		log->lost += count;
	return written;
}
