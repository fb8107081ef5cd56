/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keys of rumproast/config.h as tables, and the check of a JSON value against them.
 *
 * Every function here that finds a mistake ends through fail() with
 * RUMPROAST_EXIT_CONFIGURATION and does not return.
 */
#ifndef INIT_SCHEMA_H
#define INIT_SCHEMA_H

#include <stddef.h>

struct json;

enum config_shape { CONFIG_ONE, CONFIG_LIST, CONFIG_MAP };

enum config_kind {
	CONFIG_TEXT,
	CONFIG_NUMBER,
	CONFIG_BOOLEAN,
	CONFIG_CHOICE,
	CONFIG_SIGNAL,
	CONFIG_CAPABILITY,
	CONFIG_LIMIT,
	CONFIG_SCALAR,
	CONFIG_ADDRESS,
	CONFIG_NETWORK,
	CONFIG_OBJECT,
	CONFIG_SWITCH,
	CONFIG_WORDS,
};

struct config_key {
	const char *name; /* null ends a list of keys */
	enum config_shape shape;
	enum config_kind kind;
	long least, most;
	const char *words;		/* CHOICE */
	const struct config_key *inner; /* OBJECT, SWITCH */
};

/* The whole configuration, as a key whose name is the empty text. */
extern const struct config_key config_root;

/* The key called name, or null. */
const struct config_key *schema_find(const struct config_key *keys, const char *name);

/* Checks all of value; source names the file or place for the message. */
void schema_check(const struct json *value, const char *source);

/* As schema_check() for the value of one key, which the message calls path. */
void schema_check_key(const struct config_key *key, const struct json *value, const char *source,
		      const char *path);

/* What a value of this key must be, in words, into text. Returns text. */
const char *schema_expectation(const struct config_key *key, char *text, size_t size);

#endif
