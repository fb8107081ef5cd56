// SPDX-License-Identifier: GPL-2.0
/* The check of a configuration against the keys it may have. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../include/rumproast/config.h"
#include "../include/rumproast/exit.h"
#include "capabilities.h"
#include "formats.h"
#include "json.h"
#include "say.h"
#include "schema.h"

#define KEY(name, shape, kind, least, most, words, inner)                                          \
	{ name, CONFIG_##shape, CONFIG_##kind, least, most, words, inner },
#define KEYS_END                                                                                   \
	{                                                                                          \
		0                                                                                  \
	}

static const struct config_key config_limits[] = { CONFIG_LIMITS(KEY) KEYS_END };
static const struct config_key config_capabilities[] = { CONFIG_CAPABILITIES(KEY) KEYS_END };
static const struct config_key config_directory[] = { CONFIG_DIRECTORY(KEY) KEYS_END };
static const struct config_key config_program[] = { CONFIG_PROGRAM(KEY) KEYS_END };
static const struct config_key config_mount[] = { CONFIG_MOUNT(KEY) KEYS_END };
static const struct config_key config_key_source[] = { CONFIG_KEY(KEY) KEYS_END };
static const struct config_key config_creation[] = { CONFIG_CREATION(KEY) KEYS_END };
static const struct config_key config_device[] = { CONFIG_DEVICE(KEY) KEYS_END };
static const struct config_key config_overlay[] = { CONFIG_OVERLAY(KEY) KEYS_END };
static const struct config_key config_root_disk[] = { CONFIG_ROOT(KEY) KEYS_END };
static const struct config_key config_route[] = { CONFIG_ROUTE(KEY) KEYS_END };
static const struct config_key config_interface[] = { CONFIG_INTERFACE(KEY) KEYS_END };
static const struct config_key config_domain[] = { CONFIG_DOMAIN(KEY) KEYS_END };

const struct config_key config_root = { "", CONFIG_ONE, CONFIG_OBJECT, 0, 0, 0, config_domain };

/* Where in the configuration a value is: the keys from the root to it, innermost first. */
struct place {
	const struct place *outer; /* null for the root */
	const char *name;	   /* null: the element number index of a list */
	int index;
	const char *source; /* of the root only */
};

static size_t place_write(const struct place *place, char *text, size_t size)
{
	size_t used;

	if (!place->outer)
		return (size_t)snprintf(text, size, "%s", place->name);
	used = place_write(place->outer, text, size);
	if (used >= size)
		return used;
	if (place->name)
		return used + (size_t)snprintf(text + used, size - used, "%s%s", used ? "." : "",
					       place->name);
	return used + (size_t)snprintf(text + used, size - used, "[%d]", place->index);
}

static const char *place_source(const struct place *place)
{
	while (place->outer)
		place = place->outer;
	return place->source;
}

static void __attribute__((noreturn))
place_fail(const struct place *place, const char *expected, const struct json *value)
{
	char path[256], found[61];
	bool cut = json_write(value, found, sizeof(found)) >= sizeof(found);

	place_write(place, path, sizeof(path));
	fail(RUMPROAST_EXIT_CONFIGURATION, "%s: %s: expected %s, found %s%s", place_source(place),
	     path[0] ? path : "the configuration", expected, found, cut ? "..." : "");
}

static void __attribute__((noreturn)) place_unknown(const struct place *place)
{
	char path[256];

	place_write(place, path, sizeof(path));
	fail(RUMPROAST_EXIT_CONFIGURATION, "%s: unknown key %s", place_source(place), path);
}

const struct config_key *schema_find(const struct config_key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static const char *join_choices(const char *words, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "one of \"");

	for (; *words && used + 6 < size; words++) {
		if (*words == ' ')
			used += (size_t)snprintf(text + used, size - used, "\", \"");
		else
			text[used++] = *words;
	}
	snprintf(text + used, size - used, "\"");
	return text;
}

static const char *expect_one(const struct config_key *key, char *text, size_t size)
{
	switch (key->kind) {
	case CONFIG_TEXT:
		snprintf(text, size, "text of %ld to %ld bytes", key->least, key->most);
		return text;
	case CONFIG_NUMBER:
		snprintf(text, size, "a whole number from %ld to %ld", key->least, key->most);
		return text;
	case CONFIG_BOOLEAN:
		return "true or false";
	case CONFIG_CHOICE:
		return join_choices(key->words, text, size);
	case CONFIG_SIGNAL:
		return "the name of a signal, such as \"SIGTERM\"";
	case CONFIG_CAPABILITY:
		return "the name of a capability, such as \"CAP_NET_RAW\"";
	case CONFIG_LIMIT:
		return "a limit: a number, \"unlimited\" or \"SOFT:HARD\"";
	case CONFIG_SCALAR:
		return "text or a whole number";
	case CONFIG_ADDRESS:
		return "an IPv4 or IPv6 address, such as \"192.0.2.1\"";
	case CONFIG_NETWORK:
		return "an address with its prefix length, such as \"192.0.2.1/24\"";
	case CONFIG_OBJECT:
		return "an object";
	case CONFIG_SWITCH:
		return "true, false or an object";
	case CONFIG_WORDS:
		return "a list of texts that names a command";
	}
	return "";
}

const char *schema_expectation(const struct config_key *key, char *text, size_t size)
{
	char one[160];

	switch (key->shape) {
	case CONFIG_ONE:
		snprintf(text, size, "%s", expect_one(key, one, sizeof(one)));
		break;
	case CONFIG_LIST:
		snprintf(text, size, "a list, each element %s", expect_one(key, one, sizeof(one)));
		break;
	case CONFIG_MAP:
		snprintf(text, size, "an object, each value %s", expect_one(key, one, sizeof(one)));
		break;
	}
	return text;
}

static bool is_choice(const char *words, const char *text)
{
	size_t length = strlen(text);

	while (length && *words) {
		size_t word = strcspn(words, " ");

		if (word == length && memcmp(words, text, length) == 0)
			return true;
		words += word + (words[word] == ' ');
	}
	return false;
}

static bool fits_text(const struct config_key *key, const char *text)
{
	struct network network;
	struct limit limit;
	uint64_t capability;
	long length = (long)strlen(text);

	switch (key->kind) {
	case CONFIG_TEXT:
	case CONFIG_SCALAR:
		return length >= key->least && length <= key->most;
	case CONFIG_CHOICE:
		return is_choice(key->words, text);
	case CONFIG_SIGNAL:
		return signal_parse(text) > 0;
	case CONFIG_CAPABILITY:
		return capability_parse(text, &capability);
	case CONFIG_LIMIT:
		return limit_parse(text, &limit);
	case CONFIG_ADDRESS:
		return network_parse(text, false, &network);
	case CONFIG_NETWORK:
		return network_parse(text, true, &network);
	default:
		return false;
	}
}

static bool fits_number(const struct config_key *key, const char *text)
{
	long number;

	if (key->kind == CONFIG_LIMIT)
		return fits_text(key, text);
	if (key->kind == CONFIG_SCALAR)
		return number_parse(text, LONG_MIN, LONG_MAX, &number);
	return key->kind == CONFIG_NUMBER && number_parse(text, key->least, key->most, &number);
}

static bool fits(const struct config_key *key, const struct json *value)
{
	switch (value->type) {
	case JSON_BOOLEAN:
		return key->kind == CONFIG_BOOLEAN || key->kind == CONFIG_SWITCH;
	case JSON_NUMBER:
		return fits_number(key, value->text);
	case JSON_TEXT:
		return fits_text(key, value->text);
	default:
		return false;
	}
}

static void check_object(const struct config_key *keys, const struct json *value,
			 const struct place *place);

/* The words of a command are looked at one by one, but named together. */
static bool fits_words(const struct config_key *key, const struct json *value)
{
	for (const struct json *word = value->first; word; word = word->next)
		if (word->type != JSON_TEXT || (long)strlen(word->text) > key->most)
			return false;
	return value->first && value->first->text[0];
}

static void check_one(const struct config_key *key, const struct json *value,
		      const struct place *place)
{
	char expected[200];

	if (key->kind == CONFIG_WORDS && value->type == JSON_LIST && fits_words(key, value))
		return;
	if (key->inner && value->type == JSON_OBJECT)
		check_object(key->inner, value, place);
	else if (!fits(key, value))
		place_fail(place, expect_one(key, expected, sizeof(expected)), value);
}

static void check_list(const struct config_key *key, const struct json *value,
		       const struct place *place)
{
	struct place element = { .outer = place };

	for (const struct json *part = value->first; part; part = part->next) {
		check_one(key, part, &element);
		element.index++;
	}
}

static void check_map(const struct config_key *key, const struct json *value,
		      const struct place *place)
{
	for (const struct json *part = value->first; part; part = part->next) {
		struct place inner = { .outer = place, .name = part->name };

		if (!part->name[0])
			place_fail(place, "names that are not empty", value);
		check_one(key, part, &inner);
	}
}

static void check_key(const struct config_key *key, const struct json *value,
		      const struct place *place)
{
	char expected[200];

	if (key->shape == CONFIG_ONE)
		check_one(key, value, place);
	else if (key->shape == CONFIG_LIST && value->type == JSON_LIST)
		check_list(key, value, place);
	else if (key->shape == CONFIG_MAP && value->type == JSON_OBJECT)
		check_map(key, value, place);
	else
		place_fail(place, schema_expectation(key, expected, sizeof(expected)), value);
}

static void check_object(const struct config_key *keys, const struct json *value,
			 const struct place *place)
{
	for (const struct json *member = value->first; member; member = member->next) {
		const struct config_key *key = schema_find(keys, member->name);
		struct place inner = { .outer = place, .name = member->name };

		if (!key)
			place_unknown(&inner);
		check_key(key, member, &inner);
	}
}

void schema_check(const struct json *value, const char *source)
{
	schema_check_key(&config_root, value, source, "");
}

void schema_check_key(const struct config_key *key, const struct json *value, const char *source,
		      const char *path)
{
	struct place root = { .name = path, .source = source };

	check_key(key, value, &root);
}
