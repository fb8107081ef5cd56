/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log of a domain: what its program wrote, one JSON object a line. An entry is what came at
 * once, from a few bytes to many lines.
 *
 * The writer is the monitor; it never fails, but tells what could not be written. Readers are
 * other processes, at the same time; a line without a newline at its end is not there yet.
 */
#ifndef ROAST_RECORDS_LOG_H
#define ROAST_RECORDS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../../control/frame.h"

struct log {
	int file;
	uint64_t end;  /* bytes written, whole lines */
	uint64_t lost; /* bytes of output that are not in it */
};

void log_open(struct log *log, const char *directory);
void log_close(struct log *log);
/* False with errno if this did not get in. */
bool log_write(struct log *log, enum frame_stream stream, const uint8_t *bytes, size_t count);

struct log_entry {
	const char *time; /* the entry's */
	enum frame_stream stream;
	const uint8_t *bytes;
	size_t count;
	void *memory; /* for log_entry_free() */
	void *object;
};

/* A line of the log, without its newline; false if it is damaged. */
bool log_parse(const char *line, struct log_entry *entry);
void log_entry_free(struct log_entry *entry);

/* Reads the lines of a log from offset on. */
struct log_reader {
	int file;
	uint64_t offset; /* of what is read next */
	char *line;
	size_t room, held, taken;
};

void log_reader_open(struct log_reader *reader, const char *directory);
void log_reader_close(struct log_reader *reader);
/* The next whole entry below the offset end; false if there is none (yet). */
bool log_next(struct log_reader *reader, uint64_t end, struct log_entry *entry);
/*
 * Goes to the entry in which the last count lines of the program's output begin; how many bytes of
 * that entry are before them.
 */
size_t log_tail(struct log_reader *reader, long count);

#endif
