// SPDX-License-Identifier: GPL-2.0
/* Memory and texts. */
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "report.h"

static void *checked(void *memory)
{
	if (!memory)
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	return memory;
}

void *allocate(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *reallocate(void *memory, size_t count, size_t size)
{
	return checked(reallocarray(memory, count ? count : 1, size ? size : 1));
}

static char *format_list(const char *format, va_list arguments)
{
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	return checked(text);
}

char *text_format(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = format_list(format, arguments);
	va_end(arguments);
	return text;
}

char *text_copy(const char *text)
{
	return text ? checked(strdup(text)) : NULL;
}

bool text_begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

bool text_ends(const char *text, const char *with)
{
	size_t length = strlen(text);
	size_t wanted = strlen(with);

	return length >= wanted && strcmp(text + length - wanted, with) == 0;
}

bool text_equal(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

void texts_take(struct texts *list, char *text)
{
	list->texts = reallocate(list->texts, list->count + 2, sizeof(*list->texts));
	list->texts[list->count++] = text;
	list->texts[list->count] = NULL;
}

void texts_add(struct texts *list, const char *text)
{
	texts_take(list, text_copy(text));
}

void texts_add_format(struct texts *list, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	texts_take(list, format_list(format, arguments));
	va_end(arguments);
}

bool texts_have(const struct texts *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->texts[i], text) == 0)
			return true;
	return false;
}

static int by_bytes(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

void texts_sort(struct texts *list)
{
	if (list->count)
		qsort(list->texts, list->count, sizeof(*list->texts), by_bytes);
}

void texts_free(struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->texts[i]);
	free(list->texts);
	*list = (struct texts){ 0 };
}

void texts_split(struct texts *list, const char *text, const char *separators)
{
	size_t length;

	for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
		length = strcspn(text, separators);
		texts_take(list, checked(strndup(text, length)));
		text += length;
	}
}

char *texts_join(const struct texts *list, const char *separator)
{
	size_t size = 1;
	char *text, *end;

	for (size_t i = 0; i < list->count; i++)
		size += strlen(list->texts[i]) + strlen(separator);
	end = text = allocate(size, 1);
	for (size_t i = 0; i < list->count; i++) {
		end = stpcpy(end, i ? separator : "");
		end = stpcpy(end, list->texts[i]);
	}
	return text;
}

static bool is_plain_word(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-./:=,+@%", *c))
			return false;
	return *text;
}

static int compare_texts(const void *one, const void *other)
{
	return strcmp(one, other);
}

bool text_set_add(struct text_set *set, const char *text)
{
	char *copy = text_copy(text);
	char **found = checked(tsearch(copy, &set->root, compare_texts));

	if (*found == copy)
		return true;
	free(copy);
	return false;
}

void text_set_free(struct text_set *set)
{
	tdestroy(set->root, free);
	set->root = NULL;
}

char *text_shell_word(const char *text)
{
	char *word, *end;

	if (is_plain_word(text))
		return text_copy(text);
	word = allocate(strlen(text) * 4 + 3, 1);
	end = stpcpy(word, "'");
	for (const char *c = text; *c; c++) {
		if (*c == '\'')
			end = stpcpy(end, "'\\''");
		else
			*end++ = *c;
	}
	stpcpy(end, "'");
	return word;
}

static bool size_suffix(const char *suffix, unsigned long long *unit)
{
	static const char letters[] = "kmgt";
	const char *letter;

	if (!*suffix)
		return true;
	if (strcasecmp(suffix, "b") == 0) {
		*unit = 1;
		return true;
	}
	letter = strchr(letters, tolower((unsigned char)*suffix));
	if (!letter || (suffix[1] && strcasecmp(suffix + 1, "b") && strcasecmp(suffix + 1, "ib")))
		return false;
	*unit = 1024ULL << (10 * (letter - letters));
	return true;
}

bool text_size(const char *text, unsigned long long unit, unsigned long long *bytes)
{
	unsigned long long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || !size_suffix(end, &unit) || number > (1ULL << 62) / unit)
		return false;
	*bytes = number * unit;
	return true;
}

bool text_number(const char *text, long least, long most, long *number)
{
	char *end;

	if (!isdigit((unsigned char)*text) && *text != '-')
		return false;
	errno = 0;
	*number = strtol(text, &end, 10);
	return !errno && !*end && *number >= least && *number <= most;
}
