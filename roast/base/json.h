/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Typed access to JSON values of json-c. A path is member names with dots between: "program.argv".
 *
 * Any value may be null or of any type: json-c itself ends the process on many a wrong type, so
 * what others wrote is read by these functions alone.
 */
#ifndef ROAST_JSON_H
#define ROAST_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* The largest file that json_read() takes, in bytes. */
#define JSON_FILE_MAX (64u << 20)

/*
 * Parses a file; a mistake, or a file that is too large, ends through fail() with STATUS_FORMAT and
 * the place. Values are nested at most 32 deep.
 */
struct json_object *json_read(const char *path);
/* Parses text; null if it is not one JSON value. */
struct json_object *json_from_text(const char *text);
/*
 * The same of what json_to_text() made: texts have the bytes again that they had, also those that
 * are no UTF-8, such as names of files.
 */
struct json_object *json_from_record(const char *text);

/* Null if a member is missing or not of that kind; borrowed from the object. */
struct json_object *json_get(struct json_object *object, const char *path);
const char *json_get_text(struct json_object *object, const char *path);
int64_t json_get_number(struct json_object *object, const char *path, int64_t otherwise);
bool json_get_boolean(struct json_object *object, const char *path, bool otherwise);
/* A number that is from least to most; otherwise where there is none, or another one. */
int64_t json_get_between(struct json_object *object, const char *path, int64_t least, int64_t most,
			 int64_t otherwise);
/* Adds the texts of an array; what is no text in it is left out. */
void json_get_texts(struct json_object *object, const char *path, struct texts *list);

/* How many values an array has, and one of them; 0 and null of what is no array. */
size_t json_count(const struct json_object *array);
struct json_object *json_item(const struct json_object *array, size_t index);
/* The member with exactly this name, which may have dots in it; null if there is none. */
struct json_object *json_member(struct json_object *object, const char *name);
/* The names of an object's members, in their order; none of what is no object. */
void json_names(struct json_object *object, struct texts *names);
/* The text that the value itself is; null if it is none. */
const char *json_text(struct json_object *value);

/* Sets a member, making the objects on the way; value belongs to the object then. */
void json_put(struct json_object *object, const char *path, struct json_object *value);
void json_put_text(struct json_object *object, const char *path, const char *text); /* null: none */
void json_put_number(struct json_object *object, const char *path, int64_t number);
void json_put_boolean(struct json_object *object, const char *path, bool value);
void json_put_texts(struct json_object *object, const char *path, const struct texts *list);

/* Lays over's members over object's, objects member by member, all else as a whole. */
void json_merge(struct json_object *object, struct json_object *over);

/* Replaces in all values what JSON does not escape and a terminal obeys: DEL and C1 controls. */
void json_make_printable(struct json_object *object);

/* Indented by two, with a newline at the end; with members in their order. The caller's. */
char *json_to_text(struct json_object *object);
/* The same on one line, without a newline at its end. */
char *json_to_line(struct json_object *object);

#endif
