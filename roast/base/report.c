// SPDX-License-Identifier: GPL-2.0
/* One line for what went wrong. */
#include "report.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "utf8.h"

struct report_settings report_settings;

static void print_object(const char *key, const char *text, int status)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, key, json_object_new_string(text));
	if (status)
		json_object_object_add(object, "status", json_object_new_int(status));
	fprintf(stderr, "%s\n", json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

/* One line of printable text, whatever it has from elsewhere. */
static void format_line(const char *key, int status, const char *format, va_list arguments)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, arguments);
	for (char *c = text; *c; c++)
		if (*c == '\t' || *c == '\n' || *c == '\r')
			*c = ' ';
	text_make_printable(text);
	progress_clear();
	if (report_settings.json)
		print_object(key, text, status);
	else
		fprintf(stderr, "roast: %s\n", text);
}

static int told_status(enum status status)
{
	return report_settings.statuses_folded ? STATUS_ROAST : (int)status;
}

void fail(enum status status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line("error", told_status(status), format, arguments);
	va_end(arguments);
	exit(told_status(status));
}

static enum status status_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return STATUS_NOT_FOUND;
	case EADDRINUSE:
	case EBUSY:
		return STATUS_IN_USE;
	case ENOMEM:
	case ENOSPC:
	case EDQUOT:
		return STATUS_RESOURCES;
	default:
		return STATUS_FAILED;
	}
}

void fail_errno(const char *format, ...)
{
	int error = errno;
	char text[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fail(status_of(error), "%s: %s", text, strerror(error));
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line("warning", 0, format, arguments);
	va_end(arguments);
}

void note(const char *format, ...)
{
	va_list arguments;

	if (report_settings.quiet)
		return;
	va_start(arguments, format);
	format_line("note", 0, format, arguments);
	va_end(arguments);
}
