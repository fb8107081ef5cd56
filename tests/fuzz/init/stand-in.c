// SPDX-License-Identifier: GPL-2.0
/* In place of init/say.c: nothing is printed, fail() comes back. */
#include "stand-in.h"

#include <stdarg.h>
#include <stdio.h>

#include "init/say.h"

void (*fail_ends)(int status);
bool (*say_elsewhere)(const char *line, size_t size);

/* The line is formatted, because its arguments may be what is wrong. */
static void format_line(const char *format, va_list arguments)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, arguments);
}

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
}

void fail(int status, const char *format, ...)
{
	va_list arguments;

	(void)status;
	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
	fuzz_leave();
}

void stand_in_begin(void)
{
}
