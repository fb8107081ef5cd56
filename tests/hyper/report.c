/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text on the console, and the counting of checks.
 */
#include <stdarg.h>

#include "kernel.h"

static unsigned int count, failures;

static void put_char(char c)
{
	if (c == '\n')
		hyper_console_write("\r", 1);
	hyper_console_write(&c, 1);
}

static void put_number(unsigned long value, unsigned int base)
{
	char digits[20];
	int used = 0;

	do {
		digits[used++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (used)
		put_char(digits[--used]);
}

static void put_text(const char *text)
{
	while (*text)
		put_char(*text++);
}

static void print_list(const char *format, va_list list)
{
	for (; *format; format++) {
		if (*format != '%') {
			put_char(*format);
			continue;
		}
		if (*++format == 'l')
			format++;
		if (*format == 's')
			put_text(va_arg(list, const char *));
		else if (*format == 'x')
			put_number(va_arg(list, unsigned long), 16);
		else if (format[-1] == 'l')
			put_number(va_arg(list, unsigned long), 10);
		else
			put_number(va_arg(list, unsigned int), 10);
	}
}

void print(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print_list(format, list);
	va_end(list);
}

void check(int passed, const char *format, ...)
{
	va_list list;

	failures += !passed;
	print("%s %u - ", passed ? "ok" : "not ok", ++count);
	va_start(list, format);
	print_list(format, list);
	va_end(list);
	print("\n");
}

unsigned int report_end(void)
{
	print("1..%u\n", count);
	return failures;
}
