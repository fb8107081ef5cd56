/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few words the host side says itself, always before it gives up.
 */
#include <stdarg.h>

#include <rumproast/exit.h>

#include "x86/host.h"

struct line {
	char text[256];
	unsigned int length;
};

static void put(struct line *line, char c)
{
	if (line->length < sizeof(line->text) - 2)
		line->text[line->length++] = c;
}

static void put_text(struct line *line, const char *text)
{
	while (*text)
		put(line, *text++);
}

static void put_number(struct line *line, uint64_t value, unsigned int base)
{
	char digits[20];
	unsigned int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (count)
		put(line, digits[--count]);
}

static void say_list(const char *format, va_list list)
{
	struct line line = { .length = 0 };

	put_text(&line, "rumproast: ");
	for (; *format; format++) {
		if (*format != '%') {
			put(&line, *format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_text(&line, va_arg(list, const char *));
			break;
		case 'u':
			put_number(&line, va_arg(list, unsigned int), 10);
			break;
		case 'x':
			put_number(&line, va_arg(list, unsigned int), 16);
			break;
		}
	}
	line.text[line.length++] = '\r';
	line.text[line.length++] = '\n';
	hyper_console_write(line.text, line.length);
}

void say(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say_list(format, list);
	va_end(list);
}

void cannot_start(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say_list(format, list);
	va_end(list);
	hyper_power_off(RUMPROAST_EXIT_START);
}

void broken(const char *what)
{
	say("%s", what);
	hyper_power_crash();
}
