// SPDX-License-Identifier: GPL-2.0
/* The tree of settings: reading JSON, laying one tree over another, looking a key up. */
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/config.h"
#include "../include/rumproast/exit.h"
#include "files.h"
#include "say.h"
#include "schema.h"

#define DEPTH_MAX 16

static void __attribute__((noreturn))
parse_fail(struct json_tokener *tokener, const char *text, const char *source)
{
	size_t end = json_tokener_get_parse_end(tokener);
	int line = 1, column = 1;

	for (size_t i = 0; i < end; i++) {
		column = text[i] == '\n' ? 1 : column + 1;
		line += text[i] == '\n';
	}
	fail(RUMPROAST_EXIT_CONFIGURATION, "%s: line %d, column %d: not JSON: %s", source, line,
	     column, json_tokener_error_desc(json_tokener_get_error(tokener)));
}

static bool only_blanks(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!memchr(" \t\r\n", text[i], 4))
			return false;
	return true;
}

static struct json_object *parse_text(const char *text, size_t size, const char *source)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *tree;

	if (!tokener)
		fail(RUMPROAST_EXIT_START, "%s: not enough memory to read it", source);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS |
						JSON_TOKENER_VALIDATE_UTF8);
	/* The terminating zero belongs to the text: a number at its end is complete only then. */
	tree = json_tokener_parse_ex(tokener, text, (int)size + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success)
		parse_fail(tokener, text, source);
	size_t end = json_tokener_get_parse_end(tokener);

	if (end < size && !only_blanks(text + end, size - end))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: not JSON: something follows its end",
		     source);
	json_tokener_free(tokener);
	return tree;
}

struct json_object *settings_parse(const char *text, size_t size, const char *source)
{
	struct json_object *tree;

	if (memchr(text, 0, size))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: not JSON: it has a zero byte", source);
	tree = parse_text(text, size, source);
	schema_check(tree, source);
	return tree;
}

struct json_object *settings_read_file(const char *path)
{
	struct json_object *tree;
	size_t size;
	char *text = file_read(path, CONFIG_SIZE_MAX, &size);

	if (!text && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	if (!text)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: cannot be read: %s", path,
		     errno == EFBIG ? "larger than 65536 bytes" : strerror(errno));
	tree = settings_parse(text, size, path);
	free(text);
	return tree;
}

void settings_merge(struct json_object *under, struct json_object *over)
{
	json_object_object_foreach(over, name, value)
	{
		struct json_object *old = setting_at(under, name);

		if (json_object_is_type(old, json_type_object) &&
		    json_object_is_type(value, json_type_object))
			settings_merge(old, json_object_get(value));
		else
			json_object_object_add(under, name, json_object_get(value));
	}
	json_object_put(over);
}

static struct json_object *list_from_words(const char *text)
{
	struct json_object *list = json_object_new_array();

	while (*text) {
		size_t length = strcspn(text, ",");

		json_object_array_add(list, json_object_new_string_len(text, (int)length));
		text += length + (text[length] == ',');
	}
	return list;
}

static struct json_object *value_from_text(const struct config_key *key, const char *text)
{
	char *end;
	long long number;

	if (key->kind == CONFIG_BOOLEAN && strcmp(text, "true") == 0)
		return json_object_new_boolean(1);
	if (key->kind == CONFIG_BOOLEAN && strcmp(text, "false") == 0)
		return json_object_new_boolean(0);
	errno = 0;
	number = strtoll(text, &end, 10);
	if (key->kind == CONFIG_NUMBER && *text && !*end && !errno)
		return json_object_new_int64(number);
	return json_object_new_string(text);
}

static struct json_object *read_value(const struct config_key *key, const char *text,
				      const char *source)
{
	bool is_json = key->shape == CONFIG_MAP || key->kind == CONFIG_OBJECT ||
		       (key->shape == CONFIG_LIST && *text == '[');

	if (is_json)
		return parse_text(text, strlen(text), source);
	if (key->shape == CONFIG_LIST)
		return list_from_words(text);
	return value_from_text(key, text);
}

static struct json_object *object_below(struct json_object *parent, const char *name)
{
	struct json_object *child = setting_at(parent, name);

	if (child)
		return child;
	child = json_object_new_object();
	json_object_object_add(parent, name, child);
	return child;
}

static void set_value(struct json_object *parent, const char *name, struct json_object *value)
{
	struct json_object *old = setting_at(parent, name);

	if (json_object_is_type(old, json_type_object) &&
	    json_object_is_type(value, json_type_object))
		settings_merge(old, value);
	else
		json_object_object_add(parent, name, value);
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
static struct json_object *follow(struct json_object *root, char *path, char separator,
				  struct config_key *key, const char **name)
{
	struct json_object *parent = root;

	*key = config_root;
	for (;;) {
		bool is_map = key->shape == CONFIG_MAP;
		bool whole = is_map && key->kind != CONFIG_OBJECT;
		char *rest = whole ? NULL : strchr(path, separator);
		const struct config_key *found;

		if (rest)
			*rest++ = 0;
		if (!is_map && (key->shape == CONFIG_LIST || key->kind != CONFIG_OBJECT))
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

void settings_override(struct json_object *root, const char *path, char separator,
		       const char *value, const char *source)
{
	struct json_object *parent, *tree;
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

struct json_object *setting_at(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (object && json_object_object_get_ex(object, key, &value))
		return value;
	return NULL;
}

const char *setting_text(struct json_object *object, const char *key, const char *otherwise)
{
	struct json_object *value = setting_at(object, key);

	return value ? json_object_get_string(value) : otherwise;
}

long setting_number(struct json_object *object, const char *key, long otherwise)
{
	struct json_object *value = setting_at(object, key);

	return value ? (long)json_object_get_int64(value) : otherwise;
}

bool setting_boolean(struct json_object *object, const char *key, bool otherwise)
{
	struct json_object *value = setting_at(object, key);

	return value ? json_object_get_boolean(value) : otherwise;
}

size_t setting_count(struct json_object *list)
{
	return list ? json_object_array_length(list) : 0;
}

struct json_object *setting_element(struct json_object *list, size_t i)
{
	return json_object_array_get_idx(list, i);
}

const char *setting_element_text(struct json_object *list, size_t i)
{
	return json_object_get_string(setting_element(list, i));
}
