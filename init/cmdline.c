// SPDX-License-Identifier: GPL-2.0
/* Splitting the kernel command line. */
#include "cmdline.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static char *word_end(char *word)
{
	bool quoted = false;

	for (; *word && (quoted || !is_blank(*word)); word++)
		if (*word == '"')
			quoted = !quoted;
	return word;
}

/* Takes the quotes away that enclose all of text; the closing one may be missing. */
static void strip_quotes(char *text)
{
	size_t length = strlen(text);

	if (text[0] != '"')
		return;
	if (length > 1 && text[length - 1] == '"')
		text[--length] = 0;
	memmove(text, text + 1, length);
}

char *cmdline_next(char **rest)
{
	char *word = *rest;
	char *end, *value;

	while (is_blank(*word))
		word++;
	if (!*word)
		return NULL;
	end = word_end(word);
	*rest = *end ? end + 1 : end;
	*end = 0;
	if (word[0] == '"') {
		strip_quotes(word);
		return word;
	}
	value = strchr(word, '=');
	if (value)
		strip_quotes(value + 1);
	return word;
}

/* The blank-delimited word "--", or null. */
static char *find_separator(char *line)
{
	char *word = line;

	for (;;) {
		while (is_blank(*word))
			word++;
		if (!*word)
			return NULL;
		if (strncmp(word, "--", 2) == 0 && (is_blank(word[2]) || !word[2]))
			return word;
		word = word_end(word);
	}
}

char **cmdline_arguments(char *line)
{
	char *rest = find_separator(line);
	size_t count = 0;
	char **words;

	if (!rest)
		return NULL;
	*rest = 0;
	rest += 2;
	/* No word is shorter than one character and a blank. */
	words = calloc(strlen(rest) / 2 + 2, sizeof(*words));
	while (words && (words[count] = cmdline_next(&rest)))
		count++;
	return words;
}
