// SPDX-License-Identifier: GPL-2.0
/* Names of hosts and domains. */
#include "names.h"

#include <string.h>

#define LABEL_MAX 63
#define POINTER 0xc0 /* both bits: the rest of a name is elsewhere */

static bool is_good(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

bool name_is_valid(const char *text)
{
	size_t label = 0, length = 0;

	for (; text[length]; length++) {
		if (text[length] == '.' && label) {
			label = 0;
			continue;
		}
		if (!is_good(text[length]) || (text[length] == '-' && !label) ||
		    ++label > LABEL_MAX || length == NAME_SIZE - 1)
			return false;
	}
	return label && length < NAME_SIZE;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	while (*list) {
		size_t size = strcspn(list, " ");

		if (size == length && strncmp(list, word, size) == 0)
			return true;
		list += size + (list[size] == ' ');
	}
	return false;
}

void name_add(char *list, size_t size, const char *name)
{
	size_t used = strlen(list), length = strlen(name);

	if (!length || has_word(list, name) || used + length + 2 > size)
		return;
	if (used)
		list[used++] = ' ';
	memcpy(list + used, name, length + 1);
}

/* Copies labels from *at on behind name; false if the name is malformed or too long. */
static bool read_labels(const unsigned char *bytes, size_t size, size_t *at, char *name)
{
	size_t used = strlen(name);

	while (*at < size && bytes[*at] && bytes[*at] <= LABEL_MAX) {
		size_t length = bytes[*at];

		if (length > size - *at - 1 || used + length + 2 > NAME_SIZE)
			return false;
		if (used)
			name[used++] = '.';
		memcpy(name + used, bytes + *at + 1, length);
		used += length;
		name[used] = 0;
		/* What is no text must not pass for a shorter name. */
		if (strlen(name) != used)
			return false;
		*at += 1 + length;
	}
	return *at < size;
}

/* Pointers have to go back, so that their number is bounded by what has been read. */
static bool read_name(const unsigned char *bytes, size_t size, bool compressed, size_t *at,
		      char *name)
{
	size_t from = *at, bound = from;
	bool jumped = false;

	name[0] = 0;
	while (read_labels(bytes, size, &from, name)) {
		size_t target;

		if (!bytes[from]) {
			*at = jumped ? *at : from + 1;
			return true;
		}
		if (!compressed || (bytes[from] & POINTER) != POINTER || size - from < 2)
			return false;
		target = (size_t)(bytes[from] & ~POINTER) << 8 | bytes[from + 1];
		if (target >= bound)
			return false;
		*at = jumped ? *at : from + 2;
		jumped = true;
		bound = from = target;
	}
	return false;
}

void names_read(const unsigned char *bytes, size_t size, bool compressed, char *list,
		size_t list_size)
{
	char name[NAME_SIZE];
	size_t at = 0;

	while (at < size && read_name(bytes, size, compressed, &at, name))
		if (name_is_valid(name))
			name_add(list, list_size, name);
}
