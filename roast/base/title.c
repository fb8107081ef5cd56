// SPDX-License-Identifier: GPL-2.0
/* What other users of the machine see of this process. */
#include "title.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* The words of the arguments and of the environment stand in memory one behind the other. */
static char *area;
static size_t arguments_size, area_size;

/* Takes the words that follow at once what the area has already. */
static void grow(char **words)
{
	for (; *words; words++) {
		if (area && *words != area + area_size)
			return;
		area = area ? area : *words;
		area_size += strlen(*words) + 1;
	}
}

static void hide_value(char *word)
{
	char *equals = strchr(word, '=');

	if (equals)
		memset(equals + 1, '*', strlen(equals + 1));
}

/* -e, or letters of which the last is e: the value is the next word. */
static bool takes_next(const char *word)
{
	size_t length = strlen(word);

	if (strcmp(word, "--env") == 0)
		return true;
	if (length < 2 || word[0] != '-' || word[length - 1] != 'e')
		return false;
	for (size_t i = 1; i < length; i++)
		if (!isalpha((unsigned char)word[i]))
			return false;
	return true;
}

char **title_begin(char **argv)
{
	struct texts copy = { 0 };

	grow(argv);
	arguments_size = area_size;
	grow(environ);
	for (size_t i = 0; argv[i]; i++)
		texts_add(&copy, argv[i]);
	for (size_t i = 0; argv[i]; i++) {
		if (text_begins(argv[i], "--env="))
			hide_value(argv[i] + strlen("--env="));
		else if (argv[i][0] == '-' && argv[i][1] == 'e' && argv[i][2])
			hide_value(argv[i][2] == '=' ? argv[i] + 3 : argv[i] + 2);
		else if (takes_next(argv[i]) && argv[i + 1])
			hide_value(argv[i + 1]);
	}
	return copy.texts;
}

static void copy_environment(void)
{
	struct texts copy = { 0 };

	for (char **word = environ; *word; word++)
		texts_add(&copy, *word);
	if (copy.texts)
		environ = copy.texts;
}

/* Without a zero at the arguments' end the kernel shows what follows, up to the first zero. */
void title_set(const char *format, ...)
{
	va_list arguments;
	size_t length;

	if (!arguments_size)
		return;
	copy_environment();
	memset(area, 0, area_size);
	va_start(arguments, format);
	vsnprintf(area, arguments_size, format, arguments);
	va_end(arguments);
	length = strlen(area);
	memset(area + length, 0, area_size - length);
}
