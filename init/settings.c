// SPDX-License-Identifier: GPL-2.0
/* The tree of settings: reading JSON, laying one tree over another, looking a key up. */
#include "settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/config.h"
#include "../include/rumproast/exit.h"
#include "files.h"
#include "formats.h"
#include "json.h"
#include "say.h"
#include "schema.h"

static struct json *parse_text(const char *text, size_t size, const char *source)
{
	struct json_error error;
	struct json *tree = json_parse(text, size, &error);

	if (!tree)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: line %d, column %d: not JSON: %s", source,
		     error.line, error.column, error.reason);
	return tree;
}

struct json *settings_parse(const char *text, size_t size, const char *source)
{
	struct json *tree = parse_text(text, size, source);

	schema_check(tree, source);
	return tree;
}

struct json *settings_read_file(const char *path)
{
	struct json *tree;
	size_t size;
	char *text = file_read(path, CONFIG_SIZE_MAX, &size);

	if (!text && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	if (!text && errno == EFBIG)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: cannot be read: larger than %d bytes", path,
		     CONFIG_SIZE_MAX);
	if (!text)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: cannot be read: %s", path, strerror(errno));
	tree = settings_parse(text, size, path);
	free(text);
	return tree;
}

static bool is_object(const struct json *value)
{
	return value && value->type == JSON_OBJECT;
}

static void set_value(struct json *parent, const char *name, struct json *value)
{
	struct json *old = json_at(parent, name);

	if (is_object(old) && is_object(value))
		settings_merge(old, value);
	else
		json_set(parent, name, value);
}

void settings_merge(struct json *under, struct json *over)
{
	struct json *member = over->first;

	while (member) {
		struct json *next = member->next;
		char *name = member->name;

		member->name = NULL;
		member->next = NULL;
		set_value(under, name, member);
		free(name);
		member = next;
	}
	over->first = NULL;
	json_free(over);
}

static struct json *list_from_words(const char *text)
{
	struct json *list = json_new(JSON_LIST);

	while (*text) {
		size_t length = strcspn(text, ",");

		json_append(list, json_new_text(JSON_TEXT, text, length));
		text += length + (text[length] == ',');
	}
	return list;
}

static struct json *value_from_text(const struct config_key *key, const char *text)
{
	enum json_type type = JSON_TEXT;
	long number;

	if (key->kind == CONFIG_BOOLEAN &&
	    (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		type = JSON_BOOLEAN;
	if (key->kind == CONFIG_NUMBER && number_parse(text, LONG_MIN, LONG_MAX, &number))
		type = JSON_NUMBER;
	return json_new_text(type, text, strlen(text));
}

static struct json *read_value(const struct config_key *key, const char *text, const char *source)
{
	bool is_json = key->shape == CONFIG_MAP || key->inner ||
		       (key->shape == CONFIG_LIST && *text == '[');

	if (is_json)
		return parse_text(text, strlen(text), source);
	if (key->shape == CONFIG_LIST)
		return list_from_words(text);
	return value_from_text(key, text);
}

static struct json *object_below(struct json *parent, const char *name)
{
	struct json *child = json_at(parent, name);

	if (child)
		return child;
	child = json_new(JSON_OBJECT);
	json_set(parent, name, child);
	return child;
}

/* The key of what a map holds under each of its names. */
static struct config_key map_element(const struct config_key *map)
{
	struct config_key element = *map;

	element.shape = CONFIG_ONE;
	return element;
}

/*
 * Follows path from the root. On return *name is the last component and *key describes its
 * value; the result is the object that holds it. Null: there is no such key.
 */
static struct json *follow(struct json *root, char *path, char separator, struct config_key *key,
			   const char **name)
{
	struct json *parent = root;

	*key = config_root;
	for (;;) {
		bool is_map = key->shape == CONFIG_MAP;
		bool whole = is_map && key->kind != CONFIG_OBJECT;
		char *rest = whole ? NULL : strchr(path, separator);
		const struct config_key *found;

		if (rest)
			*rest++ = 0;
		if (!is_map && (key->shape == CONFIG_LIST || !key->inner))
			return NULL;
		found = is_map ? NULL : schema_find(key->inner, path);
		if (!*path || (!is_map && !found))
			return NULL;
		*key = is_map ? map_element(key) : *found;
		*name = path;
		if (!rest)
			return parent;
		parent = object_below(parent, path);
		path = rest;
	}
}

void settings_override(struct json *root, const char *path, char separator, const char *value,
		       const char *source)
{
	struct json *parent, *tree;
	struct config_key key;
	const char *name;
	char *copy = strdup(path);

	if (!copy)
		fail(RUMPROAST_EXIT_START, "%s: not enough memory to read it", source);
	parent = follow(root, copy, separator, &key, &name);
	if (!parent)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: unknown key %s", source, path);
	tree = read_value(&key, value, source);
	schema_check_key(&key, tree, source, path);
	set_value(parent, name, tree);
	free(copy);
}

const char *setting_text(struct json *object, const char *key, const char *otherwise)
{
	struct json *value = json_at(object, key);

	return value ? value->text : otherwise;
}

long setting_number(struct json *object, const char *key, long otherwise)
{
	struct json *value = json_at(object, key);

	return value ? strtol(value->text, NULL, 10) : otherwise;
}

bool setting_boolean(struct json *object, const char *key, bool otherwise)
{
	struct json *value = json_at(object, key);

	return value ? strcmp(value->text, "true") == 0 : otherwise;
}

const char *setting_element_text(struct json *list, size_t i)
{
	return json_element(list, i)->text;
}
