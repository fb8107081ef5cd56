// SPDX-License-Identifier: GPL-2.0
/* Why the domain ends, for who started it. */
#include "reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "say.h"

#define VMSTAT "/proc/vmstat"
#define VMSTAT_MOST 65536

static struct {
	int status; /* 0: none is kept */
	char text[600];
} kept;

void reason_say(int status, const char *format, ...)
{
	char text[sizeof(kept.text)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	say("%s", text);
	if (kept.status == status)
		return;
	kept.status = status;
	memcpy(kept.text, text, sizeof(text));
}

const char *reason_of(int status)
{
	return status && kept.status == status ? kept.text : NULL;
}

/* Programs can write to the kernel's log what they like, but not to its counters. */
static unsigned long kills(void)
{
	static const char name[] = "oom_kill ";
	char *text = file_read(VMSTAT, VMSTAT_MOST, NULL);
	char *line = text ? strstr(text, name) : NULL;
	unsigned long count = line ? strtoul(line + strlen(name), NULL, 10) : 0;

	free(text);
	return count;
}

bool reason_is_memory(void)
{
	static unsigned long seen;
	unsigned long now = kills();
	bool more = now > seen;

	seen = now;
	return more;
}
