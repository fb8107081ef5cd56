// SPDX-License-Identifier: GPL-2.0
/* Lines on the console. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "say.h"

#define LINE_MAX_BYTES 1024

static char failed[LINE_MAX_BYTES];

void (*fail_ends)(int status) = _exit;
bool (*say_elsewhere)(const char *line, size_t size);

/* Names come from outside: they must not move the cursor or begin a line. */
static void hide_controls(char *line, int size)
{
	for (int i = 0; i < size; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = '?';
}

static void say_line(const char *prefix, const char *format, va_list arguments)
{
	char line[LINE_MAX_BYTES];
	int kept_errno = errno;
	int size = snprintf(line, sizeof(line), "rumproast: %s", prefix);
	int more = vsnprintf(line + size, sizeof(line) - (size_t)size, format, arguments);

	if (more > 0)
		size += more;
	if (size > LINE_MAX_BYTES - 2)
		size = LINE_MAX_BYTES - 2;
	hide_controls(line, size);
	if (say_elsewhere && say_elsewhere(line, (size_t)size)) {
		errno = kept_errno;
		return;
	}
	line[size++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)size) < 0)
		errno = kept_errno; /* without a console there is nobody to tell */
	errno = kept_errno;
}

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_line("", format, arguments);
	va_end(arguments);
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_line("warning: ", format, arguments);
	va_end(arguments);
}

void fail(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(failed, sizeof(failed), format, arguments);
	va_end(arguments);
	say("%s", failed);
	fail_ends(status);
	abort();
}

const char *fail_text(void)
{
	return *failed ? failed : NULL;
}
