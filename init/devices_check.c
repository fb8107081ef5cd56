// SPDX-License-Identifier: GPL-2.0
/* Which keys a device of each type must and may have. */
#include <stdio.h>
#include <string.h>

#include "../include/rumproast/exit.h"
#include "devices.h"
#include "disk_key.h"
#include "json.h"
#include "say.h"
#include "settings.h"

/* Keys with blanks between and around them. */
static const struct {
	const char *type, *needed, *allowed;
} types[] = {
	{ "raid", " name ", " members uuid degraded replace create " },
	{ "luks", " name device key ", " header read_only discards " },
	{ "plain", " name device key cipher key_size ",
	  " hash offset skip sector_size read_only discards " },
	{ "integrity", " name device ", " integrity key " },
	{ "verity", " name device root_hash ",
	  " hash_device hash_offset root_hash_signature on_corruption " },
	{ "lvm", " group ", " volumes degraded " },
};

static bool has_word(const char *words, const char *word)
{
	char padded[64];

	snprintf(padded, sizeof(padded), " %s ", word);
	return strstr(words, padded) != NULL;
}

static void check_needed(struct json *entry, const char *where, const char *type,
			 const char *needed)
{
	char word[32];
	int length;

	for (needed++; *needed; needed += length + 1) {
		length = (int)strcspn(needed, " ");
		snprintf(word, sizeof(word), "%.*s", length, needed);
		if (!json_at(entry, word))
			fail(RUMPROAST_EXIT_CONFIGURATION, "%s: type %s needs \"%s\"", where, type,
			     word);
	}
}

/* Names become files in /dev, and are read by programs that split them at other characters. */
static void check_name(const char *where, const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_.+-";

	if (name && (name[strspn(name, good)] || name[0] == '-' || name[0] == '.' ||
		     strcmp(name, "control") == 0))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: the name may have letters, digits and _.+- and is not \"%s\"", where,
		     name);
}

static void check_raid(struct json *entry, const char *where)
{
	struct json *create = json_at(entry, "create");

	if (!json_at(entry, "members") == !json_at(entry, "uuid"))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: needs either \"members\" or \"uuid\"",
		     where);
	if (json_at(entry, "members") && !json_count(json_at(entry, "members")))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: has no members", where);
	if (create && !json_at(entry, "members"))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: \"create\" needs \"members\"", where);
	if (create && !json_at(create, "level"))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: \"create\" needs \"level\"", where);
}

static void check_verity(struct json *entry, const char *where)
{
	const char *hash = setting_text(entry, "root_hash", "");

	if (hash[strspn(hash, "0123456789abcdefABCDEF")] || strlen(hash) % 2)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: root_hash: expected hexadecimal digits",
		     where);
	if (!json_at(entry, "hash_device") && !json_at(entry, "hash_offset"))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: needs \"hash_device\", or \"hash_offset\" on the same device", where);
}

static void check_type(struct json *entry, const char *where, size_t type)
{
	for (struct json *member = entry->first; member; member = member->next)
		if (!has_word(" type wait ", member->name) &&
		    !has_word(types[type].needed, member->name) &&
		    !has_word(types[type].allowed, member->name))
			fail(RUMPROAST_EXIT_CONFIGURATION, "%s: type %s has no key %s", where,
			     types[type].type, member->name);
	check_needed(entry, where, types[type].type, types[type].needed);
	check_name(where, setting_text(entry, "name", NULL));
	check_name(where, setting_text(entry, "group", NULL));
	if (strcmp(types[type].type, "raid") == 0)
		check_raid(entry, where);
	if (strcmp(types[type].type, "verity") == 0)
		check_verity(entry, where);
	if (json_at(entry, "key"))
		disk_key_check(json_at(entry, "key"), where);
}

void devices_check(struct json *list, const char *source)
{
	size_t count = json_count(list);

	for (size_t i = 0; i < count; i++) {
		struct json *entry = json_element(list, i);
		const char *word = setting_text(entry, "type", NULL);
		char where[192];

		snprintf(where, sizeof(where), "%s: devices[%zu]", source, i);
		if (!word)
			fail(RUMPROAST_EXIT_CONFIGURATION, "%s: needs \"type\"", where);
		for (size_t type = 0; type < sizeof(types) / sizeof(types[0]); type++)
			if (strcmp(types[type].type, word) == 0)
				check_type(entry, where, type);
	}
}
