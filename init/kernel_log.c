// SPDX-License-Identifier: GPL-2.0
/* Lines of /dev/kmsg: "priority,number,microseconds,flags;text". */
#include "kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"

/* The kernel's records are no longer than this (PRINTK_MESSAGE_MAX). */
#define RECORD_MAX 2048
#define LEVELS 8

static struct loop_source log_source = { .fd = -1 };
static int level;
static void (*take)(const char *text, size_t size);

static void take_record(char *record)
{
	unsigned long priority = strtoul(record, &record, 10);
	char *text = strchr(record, ';');
	unsigned long long time;
	char line[RECORD_MAX];
	int size;

	/* What programs write there has a facility, and is theirs. */
	if (!text || (int)(priority % LEVELS) >= level || priority >= LEVELS)
		return;
	record = strchr(record + (*record == ','), ',');
	time = record ? strtoull(record + 1, NULL, 10) : 0;
	text++;
	text[strcspn(text, "\n")] = 0;
	size = snprintf(line, sizeof(line), "[%5llu.%06llu] %s", time / 1000000, time % 1000000,
			text);
	take(line, size < (int)sizeof(line) ? (size_t)size : sizeof(line) - 1);
}

void kernel_log_read(void)
{
	char record[RECORD_MAX + 1];
	ssize_t size;

	while (log_source.fd >= 0 && take) {
		size = read(log_source.fd, record, RECORD_MAX);
		if (size < 0 && errno == EPIPE)
			continue; /* records were lost; the next read has the oldest there is */
		if (size <= 0)
			return;
		record[size] = 0;
		take_record(record);
	}
}

static void ready(struct loop_source *source)
{
	(void)source;
	kernel_log_read();
}

void kernel_log_open(void)
{
	log_source.fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_source.fd >= 0)
		lseek(log_source.fd, 0, SEEK_END);
}

void kernel_log_follow(int most, void (*line)(const char *text, size_t size))
{
	level = most;
	take = line;
	log_source.ready = ready;
	if (log_source.fd >= 0)
		loop_add(&log_source);
	kernel_log_read();
}
