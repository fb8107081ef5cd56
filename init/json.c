// SPDX-License-Identifier: GPL-2.0
/* Trees of JSON values. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "../include/rumproast/exit.h"
#include "say.h"

struct json *json_new(enum json_type type)
{
	struct json *value = calloc(1, sizeof(*value));

	if (!value)
		fail(RUMPROAST_EXIT_START, "not enough memory for the configuration");
	value->type = type;
	return value;
}

static char *copy_text(const char *text, size_t size)
{
	char *copy = malloc(size + 1);

	if (!copy)
		fail(RUMPROAST_EXIT_START, "not enough memory for the configuration");
	memcpy(copy, text, size);
	copy[size] = 0;
	return copy;
}

struct json *json_new_text(enum json_type type, const char *text, size_t size)
{
	struct json *value = json_new(type);

	value->text = copy_text(text, size);
	return value;
}

void json_free(struct json *value)
{
	while (value) {
		struct json *next = value->next;

		json_free(value->first);
		free(value->name);
		free(value->text);
		free(value);
		value = next;
	}
}

struct json *json_copy(const struct json *value)
{
	struct json *copy = value->text
				    ? json_new_text(value->type, value->text, strlen(value->text))
				    : json_new(value->type);

	for (const struct json *part = value->first; part; part = part->next) {
		if (part->name)
			json_set(copy, part->name, json_copy(part));
		else
			json_append(copy, json_copy(part));
	}
	return copy;
}

struct json *json_at(const struct json *object, const char *name)
{
	struct json *member = object && object->type == JSON_OBJECT ? object->first : NULL;

	while (member && strcmp(member->name, name) != 0)
		member = member->next;
	return member;
}

size_t json_count(const struct json *list)
{
	size_t count = 0;

	for (const struct json *value = list ? list->first : NULL; value; value = value->next)
		count++;
	return count;
}

struct json *json_element(const struct json *list, size_t i)
{
	struct json *value = list->first;

	while (value && i--)
		value = value->next;
	return value;
}

void json_append(struct json *list, struct json *value)
{
	struct json **link = &list->first;

	while (*link)
		link = &(*link)->next;
	*link = value;
}

void json_set(struct json *object, const char *name, struct json *value)
{
	struct json **link = &object->first;
	struct json *old;

	free(value->name);
	value->name = copy_text(name, strlen(name));
	while (*link && strcmp((*link)->name, name) != 0)
		link = &(*link)->next;
	old = *link;
	value->next = old ? old->next : NULL;
	*link = value;
	if (old) {
		old->next = NULL;
		json_free(old);
	}
}

struct writer {
	char *text;
	size_t size, used; /* used may be beyond size */
};

static void put(struct writer *writer, char c)
{
	if (writer->used + 1 < writer->size)
		writer->text[writer->used] = c;
	writer->used++;
}

static void put_text(struct writer *writer, const char *text)
{
	while (*text)
		put(writer, *text++);
}

static void put_quoted(struct writer *writer, const char *text)
{
	static const char digits[] = "0123456789abcdef";

	put(writer, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			put(writer, '\\');
		if (c >= ' ') {
			put(writer, *text);
			continue;
		}
		put_text(writer, "\\u00");
		put(writer, digits[c >> 4]);
		put(writer, digits[c & 15]);
	}
	put(writer, '"');
}

static void put_value(struct writer *writer, const struct json *value)
{
	bool is_object = value->type == JSON_OBJECT;

	if (value->type == JSON_TEXT) {
		put_quoted(writer, value->text);
	} else if (is_object || value->type == JSON_LIST) {
		put(writer, is_object ? '{' : '[');
		for (const struct json *part = value->first; part; part = part->next) {
			if (part != value->first)
				put(writer, ',');
			if (is_object) {
				put_quoted(writer, part->name);
				put(writer, ':');
			}
			put_value(writer, part);
		}
		put(writer, is_object ? '}' : ']');
	} else {
		put_text(writer, value->text ? value->text : "null");
	}
}

size_t json_write(const struct json *value, char *text, size_t size)
{
	struct writer writer = { text, size, 0 };

	put_value(&writer, value);
	if (size)
		text[writer.used < size ? writer.used : size - 1] = 0;
	return writer.used;
}
