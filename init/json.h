/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON texts (RFC 8259) as trees.
 *
 * Why not a library: those of Debian are built for glibc, and a static program with glibc is
 * larger by 700 kB, twice, for the archive and what is unpacked of it: a fifth of the smallest
 * domain.
 *
 * Stricter than the RFC: a name may be only once in an object, text has no zero character,
 * nesting ends at JSON_DEPTH_MAX. Functions that make values end the domain through fail() with
 * RUMPROAST_EXIT_START if there is no memory.
 */
#ifndef INIT_JSON_H
#define INIT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH_MAX 16

enum json_type { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
	enum json_type type;
	char *name;	    /* of a member of an object, else null */
	char *text;	    /* TEXT: what it says, UTF-8; NUMBER, BOOLEAN: as it was written */
	struct json *first; /* LIST, OBJECT: the first of its values; null if there is none */
	struct json *next;  /* in the list or object this is in */
};

struct json_error {
	const char *reason; /* null: no error */
	int line, column;   /* where, from 1 */
};

/* Reads size bytes; null with the error. The tree is the caller's, for json_free(). */
struct json *json_parse(const char *text, size_t size, struct json_error *error);
void json_free(struct json *value);

struct json *json_new(enum json_type type);
struct json *json_new_text(enum json_type type, const char *text, size_t size);

/* A tree with the same content. */
struct json *json_copy(const struct json *value);

/* The member of an object called name; null if there is none, or object is none. */
struct json *json_at(const struct json *object, const char *name);

/* How many values a list or object has, 0 for null; the value number i. */
size_t json_count(const struct json *list);
struct json *json_element(const struct json *list, size_t i);

/* Adds value, which then belongs to the tree, at the end; or in place of the member name. */
void json_append(struct json *list, struct json *value);
void json_set(struct json *object, const char *name, struct json *value);

/* Writes the value without blanks, cut to fit; returns the size it would have, as snprintf(3). */
size_t json_write(const struct json *value, char *text, size_t size);

#endif
