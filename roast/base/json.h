/* SPDX-License-Identifier: GPL-2.0 */
/* Short hands for json-c. A path is member names with dots between: "program.argv". */
#ifndef ROAST_JSON_H
#define ROAST_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* Parses a file; a mistake ends through fail() with STATUS_FORMAT and the place. */
struct json_object *json_read(const char *path);
/* Parses text; null if it is not one JSON value. */
struct json_object *json_from_text(const char *text);

/* Null if a member is missing or not of that kind; borrowed from the object. */
struct json_object *json_get(struct json_object *object, const char *path);
const char *json_get_text(struct json_object *object, const char *path);
int64_t json_get_number(struct json_object *object, const char *path, int64_t otherwise);
bool json_get_boolean(struct json_object *object, const char *path, bool otherwise);
void json_get_texts(struct json_object *object, const char *path, struct texts *list);

/* Sets a member, making the objects on the way; value belongs to the object then. */
void json_put(struct json_object *object, const char *path, struct json_object *value);
void json_put_text(struct json_object *object, const char *path, const char *text); /* null: none */
void json_put_number(struct json_object *object, const char *path, int64_t number);
void json_put_boolean(struct json_object *object, const char *path, bool value);
void json_put_texts(struct json_object *object, const char *path, const struct texts *list);

/* Lays over's members over object's, objects member by member, all else as a whole. */
void json_merge(struct json_object *object, struct json_object *over);

/* Indented by two, with a newline at the end; with members in their order. The caller's. */
char *json_to_text(struct json_object *object);

#endif
