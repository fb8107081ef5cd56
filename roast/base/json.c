// SPDX-License-Identifier: GPL-2.0
/* Typed access to JSON values of json-c. */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "report.h"
#include "utf8.h"

static struct json_object *parse(const char *text, int flags)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	json_tokener_set_flags(tokener, flags);
	if (strlen(text) > JSON_FILE_MAX) {
		json_tokener_free(tokener);
		return NULL;
	}
	object = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

struct json_object *json_from_text(const char *text)
{
	return parse(text, JSON_TOKENER_VALIDATE_UTF8);
}

struct json_object *json_from_record(const char *text)
{
	char *copy = text_copy(text);
	struct json_object *object;

	utf8_to_bytes(copy);
	object = parse(copy, 0);
	free(copy);
	return object;
}

static int line_of(const char *text, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset && text[i]; i++)
		line += text[i] == '\n';
	return line;
}

static char *read_bounded(const char *path, size_t *size)
{
	struct stat status;
	char *text;

	if (stat(path, &status) == 0 && status.st_size > JSON_FILE_MAX)
		fail(STATUS_FORMAT, "%s is larger than JSON can be here, %u MB", path,
		     JSON_FILE_MAX >> 20);
	text = file_read(path, size);
	if (*size > JSON_FILE_MAX)
		fail(STATUS_FORMAT, "%s became larger than JSON can be here", path);
	return text;
}

struct json_object *json_read(const char *path)
{
	size_t size;
	char *text = read_bounded(path, &size);
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;
	enum json_tokener_error error;

	json_tokener_set_flags(tokener, JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, (int)size + 1);
	error = json_tokener_get_error(tokener);

	if (error != json_tokener_success)
		fail(STATUS_FORMAT, "%s:%d: %s", path,
		     line_of(text, json_tokener_get_parse_end(tokener)),
		     json_tokener_error_desc(error));
	json_tokener_free(tokener);
	free(text);
	return object;
}

struct json_object *json_get(struct json_object *object, const char *path)
{
	struct texts names = { 0 };

	texts_split(&names, path, ".");
	for (size_t i = 0; i < names.count && object; i++)
		object = json_member(object, names.texts[i]);
	texts_free(&names);
	return object;
}

const char *json_get_text(struct json_object *object, const char *path)
{
	object = json_get(object, path);
	return json_text(object);
}

int64_t json_get_number(struct json_object *object, const char *path, int64_t otherwise)
{
	object = json_get(object, path);
	return json_object_is_type(object, json_type_int) ? json_object_get_int64(object)
							  : otherwise;
}

int64_t json_get_between(struct json_object *object, const char *path, int64_t least, int64_t most,
			 int64_t otherwise)
{
	int64_t number;

	object = json_get(object, path);
	if (!json_object_is_type(object, json_type_int))
		return otherwise;
	number = json_object_get_int64(object);
	return number < least || number > most ? otherwise : number;
}

bool json_get_boolean(struct json_object *object, const char *path, bool otherwise)
{
	object = json_get(object, path);
	return json_object_is_type(object, json_type_boolean) ? json_object_get_boolean(object)
							      : otherwise;
}

void json_get_texts(struct json_object *object, const char *path, struct texts *list)
{
	object = json_get(object, path);
	for (size_t i = 0; i < json_count(object); i++) {
		const char *text = json_text(json_item(object, i));

		if (text)
			texts_add(list, text);
	}
}

size_t json_count(const struct json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

struct json_object *json_item(const struct json_object *array, size_t index)
{
	return index < json_count(array) ? json_object_array_get_idx(array, index) : NULL;
}

struct json_object *json_member(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &member);
	return member;
}

void json_names(struct json_object *object, struct texts *names)
{
	if (!json_object_is_type(object, json_type_object))
		return;
	json_object_object_foreach(object, name, value)
	{
		(void)value;
		texts_add(names, name);
	}
}

const char *json_text(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

static struct json_object *member_object(struct json_object *object, const char *name)
{
	struct json_object *member = json_member(object, name);

	if (json_object_is_type(member, json_type_object))
		return member;
	member = json_object_new_object();
	json_object_object_add(object, name, member);
	return member;
}

void json_put(struct json_object *object, const char *path, struct json_object *value)
{
	struct texts names = { 0 };

	texts_split(&names, path, ".");
	for (size_t i = 0; i + 1 < names.count; i++)
		object = member_object(object, names.texts[i]);
	json_object_object_add(object, names.texts[names.count - 1], value);
	texts_free(&names);
}

void json_put_text(struct json_object *object, const char *path, const char *text)
{
	if (text)
		json_put(object, path, json_object_new_string(text));
}

void json_put_number(struct json_object *object, const char *path, int64_t number)
{
	json_put(object, path, json_object_new_int64(number));
}

void json_put_boolean(struct json_object *object, const char *path, bool value)
{
	json_put(object, path, json_object_new_boolean(value));
}

void json_put_texts(struct json_object *object, const char *path, const struct texts *list)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < list->count; i++)
		json_object_array_add(array, json_object_new_string(list->texts[i]));
	json_put(object, path, array);
}

static struct json_object *deep_copy(struct json_object *value)
{
	struct json_object *copy = NULL;

	if (value && json_object_deep_copy(value, &copy, NULL))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	return copy;
}

void json_merge(struct json_object *object, struct json_object *over)
{
	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_is_type(over, json_type_object))
		return;
	json_object_object_foreach(over, name, value)
	{
		struct json_object *old = NULL;

		if (json_object_is_type(value, json_type_object) &&
		    json_object_object_get_ex(object, name, &old) &&
		    json_object_is_type(old, json_type_object))
			json_merge(old, value);
		else
			json_object_object_add(object, name, deep_copy(value));
	}
}

static struct json_object *printable_text(struct json_object *value)
{
	char *text = text_copy(json_object_get_string(value));
	struct json_object *changed;

	/* JSON escapes the first set of control characters by itself. */
	for (unsigned char *c = (unsigned char *)text; *c; c++) {
		if (*c == 0x7f)
			*c = '?';
		else if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
			c[0] = c[1] = '?';
	}
	changed = json_object_new_string(text);
	free(text);
	return changed;
}

void json_make_printable(struct json_object *object)
{
	struct texts names = { 0 };

	json_names(object, &names);
	for (size_t i = 0; i < names.count; i++) {
		struct json_object *value = json_member(object, names.texts[i]);

		if (json_object_is_type(value, json_type_string))
			json_object_object_add(object, names.texts[i], printable_text(value));
		else
			json_make_printable(value);
	}
	texts_free(&names);
	for (size_t i = 0; i < json_count(object); i++) {
		struct json_object *value = json_item(object, i);

		if (json_object_is_type(value, json_type_string))
			json_object_array_put_idx(object, i, printable_text(value));
		else
			json_make_printable(value);
	}
}

/* A control character is only in a text, where JSON has another way to write it. */
static void print_escaped(FILE *out, uint32_t code)
{
	if (code > 0xffff)
		fprintf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
			0xdc00 + (code & 0x3ff));
	else
		fprintf(out, "\\u%04x", code);
}

/* Valid UTF-8, and nothing that a terminal would obey but the ends of lines. */
static char *serialise(struct json_object *object, int flags)
{
	char *valid = utf8_from_bytes(json_object_to_json_string_ext(object, flags));
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	uint32_t code;

	if (!out)
		fail_errno("cannot write JSON");
	for (const char *at = valid; *at;) {
		int length = utf8_character(at, &code);

		if (code != '\n' && utf8_is_control(code))
			print_escaped(out, code);
		else
			fwrite(at, (size_t)length, 1, out);
		at += length;
	}
	if (fclose(out))
		fail_errno("cannot write JSON");
	free(valid);
	return text;
}

char *json_to_text(struct json_object *object)
{
	char *text = serialise(object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
					       JSON_C_TO_STRING_NOSLASHESCAPE);
	char *whole = text_format("%s\n", text);

	free(text);
	return whole;
}

char *json_to_line(struct json_object *object)
{
	return serialise(object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}
