/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration in force: the file of the archive, with what overrides it laid over it.
 *
 * The tree has passed schema_check(), so a value that exists has the type its key promises;
 * these functions only supply what is absent. Results are borrowed from the tree, which lives
 * as long as the domain.
 */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

/*
 * Reads the configuration from all its sources, checks it and returns it. Ends through fail()
 * with RUMPROAST_EXIT_CONFIGURATION if it is wrong.
 */
struct json *settings_load(void);

/*
 * The same once the root is another one: a file there is another source, which all that
 * settings_load() found override.
 */
struct json *settings_load_again(void);

/* Ends through fail() with RUMPROAST_EXIT_CONFIGURATION if there is no program to run. */
void settings_require_program(struct json *settings);

/* Reads and checks one file only; null if there is no such file. */
struct json *settings_read_file(const char *path);

/* Checks JSON text of this size and returns its tree; source names it in messages. */
struct json *settings_parse(const char *text, size_t size, const char *source);

/* Lays the keys of over, which is used up, over those of under; lists are replaced whole. */
void settings_merge(struct json *under, struct json *over);

/*
 * Sets one key. path is its place, components separated by separator; below a map of values
 * that are not objects the whole rest of path is one name. value is text as a person writes it:
 * JSON for objects and lists (a list of texts may also be "a,b,c").
 */
void settings_override(struct json *root, const char *path, char separator, const char *value,
		       const char *source);

/* The value of a key, or what is to hold if the configuration does not say. */
const char *setting_text(struct json *object, const char *key, const char *otherwise);
long setting_number(struct json *object, const char *key, long otherwise);
bool setting_boolean(struct json *object, const char *key, bool otherwise);

/* The text of element i of a list. */
const char *setting_element_text(struct json *list, size_t i);

#endif
