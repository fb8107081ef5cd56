// SPDX-License-Identifier: GPL-2.0
/* A service of systemd, as settings of a program. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/capabilities.h"
#include "debian.h"

static const char *const folders[] = { "/lib/systemd/system", "/usr/lib/systemd/system" };

void unit_read(struct texts *pairs, const char *text)
{
	struct texts lines = { 0 };
	char *joined = text_copy(text), *to = joined;
	bool in_service = false;

	for (const char *from = text; *from; from++) {
		if (from[0] == '\\' && from[1] == '\n')
			from++;
		else
			*to++ = *from;
	}
	*to = '\0';
	texts_split(&lines, joined, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		const char *line = lines.texts[i] + strspn(lines.texts[i], " \t");
		const char *equals = strchr(line, '=');

		if (*line == '[')
			in_service = text_begins(line, "[Service]") || text_begins(line, "[Unit]");
		else if (in_service && equals && *line != '#' && *line != ';') {
			texts_add_format(pairs, "%.*s", (int)strcspn(line, " \t="), line);
			texts_add(pairs, equals + 1 + strspn(equals + 1, " \t"));
		}
	}
	texts_free(&lines);
	free(joined);
}

static const char *value_of(const struct texts *pairs, const char *key)
{
	const char *value = NULL;

	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (strcmp(pairs->texts[i], key) == 0)
			value = pairs->texts[i + 1];
	return value && *value ? value : NULL;
}

/* ---- which unit */

/* Whether it starts something that stays, and that may start here. */
static bool fits(const struct debs *debs, const char *text)
{
	struct texts pairs = { 0 };
	const char *type, *condition;
	bool does;

	unit_read(&pairs, text);
	type = value_of(&pairs, "Type");
	condition = value_of(&pairs, "ConditionPathExists");
	does = value_of(&pairs, "ExecStart") && !(type && strcmp(type, "oneshot") == 0) &&
	       (!condition || condition[0] != '/' || tree_resolve(debs->all, condition, true));
	texts_free(&pairs);
	return does;
}

static char *unit_named(const struct debs *debs, const struct deb *deb, const char *name)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		char *path = text_format("%s/%s.service", folders[i], name);
		char *text = text_of(deb->files, path);

		free(path);
		if (text && fits(debs, text))
			return text;
		free(text);
	}
	return NULL;
}

/* The name of the only unit of a package that fits; null if there is none, or several. */
static char *only_unit(const struct debs *debs, const struct deb *deb)
{
	struct tree_walk walk = { .tree = deb->files };
	char *only = NULL;
	struct node *node;
	size_t count = 0;

	while ((node = tree_next(&walk))) {
		const char *name = strrchr(node->path, '/') + 1;
		char *text;

		if (!S_ISREG(node->mode) || !strstr(node->path, "/systemd/system/") ||
		    !text_ends(name, ".service") || strchr(name, '@'))
			continue;
		text = tree_text(deb->files, node);
		if (fits(debs, text) && strstr(text, "[Install]") && ++count == 1)
			only = text_format("%.*s", (int)(strlen(name) - strlen(".service")), name);
		free(text);
	}
	if (count == 1)
		return only;
	free(only);
	return NULL;
}

static bool has_programs(const struct deb *deb)
{
	struct tree_walk walk = { .tree = deb->files };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (!S_ISDIR(node->mode) && strstr(node->path, "bin/"))
			return true;
	return false;
}

/* The package's own unit, or that of a package which is its other half. */
static char *choose(const struct debs *debs, const struct deb *deb, char **name)
{
	struct texts names = { 0 };
	char *text = NULL;

	names_for(&names, deb->name, false);
	for (size_t i = 0; i < debs->count && !text; i++) {
		const struct deb *other = &debs->list[i];

		if (other != deb && strcmp(other->source, deb->source) != 0 &&
		    (has_programs(deb) || !texts_have(&deb->depends, other->name)))
			continue;
		for (size_t j = 0; j < names.count && !text; j++) {
			text = unit_named(debs, other, names.texts[j]);
			if (text)
				*name = text_copy(names.texts[j]);
		}
	}
	if (!text && (*name = only_unit(debs, deb)))
		text = unit_named(debs, deb, *name);
	texts_free(&names);
	return text;
}

/* ---- what it says */

struct unit {
	struct image *image;
	const struct debs *debs;
	struct maintainer *maintainer;
	struct texts pairs;
	struct variables variables;
	struct json_object *before;
	char *name;
};

/* %i and %n and the like; the caller's. */
static char *specified(const struct unit *unit, const char *text)
{
	static const char *const values[][2] = { { "t", "/run" },	{ "S", "/var/lib" },
						 { "C", "/var/cache" }, { "L", "/var/log" },
						 { "E", "/etc" },	{ "T", "/tmp" },
						 { "%", "%" },		{ "H", "localhost" } };
	struct texts parts = { 0 };
	char *joined;

	for (; *text; text++) {
		bool known = false;

		if (*text != '%' || !text[1]) {
			texts_add_format(&parts, "%c", *text);
			continue;
		}
		text++;
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
			if (*text == values[i][0][0]) {
				texts_add(&parts, values[i][1]);
				known = true;
			}
		if (!known && strchr("nNpP", *text))
			texts_add_format(&parts, "%s%s", unit->name,
					 *text == 'n' ? ".service" : "");
	}
	joined = texts_join(&parts, "");
	texts_free(&parts);
	return joined;
}

static void command(const struct unit *unit, const char *line, struct texts *words)
{
	char *text = specified(unit, line + strspn(line, "-@+!:"));

	words_of(words, text, &unit->variables, false);
	/* With @ the second word is the name that the program is to see: it sees its path here. */
	if (line[strspn(line, "-+!:")] == '@' && words->count > 1) {
		free(words->texts[1]);
		memmove(words->texts + 1, words->texts + 2,
			(words->count - 1) * sizeof(*words->texts));
		words->count--;
	}
	free(text);
}

static void take_environment(struct unit *unit)
{
	for (size_t i = 0; i + 1 < unit->pairs.count; i += 2) {
		const char *key = unit->pairs.texts[i], *value = unit->pairs.texts[i + 1];
		struct texts words = { 0 };
		char *file;

		if (strcmp(key, "Environment") == 0) {
			char *text = specified(unit, value);

			words_of(&words, text, NULL, false);
			for (size_t j = 0; j < words.count; j++) {
				char *equals = strchr(words.texts[j], '=');

				if (equals) {
					*equals = '\0';
					variable_set(&unit->variables, words.texts[j], equals + 1);
				}
			}
			free(text);
		} else if (strcmp(key, "EnvironmentFile") == 0) {
			file = text_of(unit->debs->all, value + (*value == '-'));
			if (file)
				variables_read(&unit->variables, file);
			free(file);
		}
		texts_free(&words);
	}
}

static void put_environment(struct unit *unit)
{
	struct json_object *env = json_object_new_object();

	for (size_t i = 0; i + 1 < unit->variables.pairs.count; i += 2)
		json_object_object_add(env, unit->variables.pairs.texts[i],
				       json_object_new_string(unit->variables.pairs.texts[i + 1]));
	if (json_object_object_length(env))
		json_put(unit->image->settings, "program.env", env);
	else
		json_object_put(env);
}

/* Directories can be made now, as well as at every start. */
static bool is_done_now(const struct texts *words)
{
	static const char *const names[] = { "mkdir", "chown", "chmod", "install", "chgrp" };
	const char *slash = strrchr(words->texts[0], '/');

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(slash ? slash + 1 : words->texts[0], names[i]) == 0)
			return true;
	return false;
}

/* What may fail need not be done at all. */
static void take_before(struct unit *unit, const char *line)
{
	struct texts words = { 0 };
	struct json_object *argv;

	if (line[0] == '-')
		return;
	command(unit, line, &words);
	if (words.count && is_done_now(&words)) {
		maintainer_command(unit->maintainer, &words);
	} else if (words.count) {
		argv = json_object_new_array();
		for (size_t i = 0; i < words.count; i++)
			json_object_array_add(argv, json_object_new_string(words.texts[i]));
		json_object_array_add(unit->before, argv);
	}
	texts_free(&words);
}

static void take_directories(struct unit *unit, const char *key, const char *place,
			     const char *mode_key)
{
	const char *value = value_of(&unit->pairs, key), *user = value_of(&unit->pairs, "User");
	struct texts names = { 0 };

	texts_split(&names, value ? value : "", " \t");
	for (size_t i = 0; i < names.count; i++) {
		char *name = specified(unit, names.texts[i]);
		char *path = text_format("%s/%s", place, name);

		maintainer_add_directory(unit->maintainer, path, value_of(&unit->pairs, mode_key),
					 user, value_of(&unit->pairs, "Group"));
		free(path);
		free(name);
	}
	texts_free(&names);
}

static void take_user(struct unit *unit)
{
	const char *user = value_of(&unit->pairs, "User");
	const char *group = value_of(&unit->pairs, "Group");
	const char *dynamic = value_of(&unit->pairs, "DynamicUser");
	char *text;

	if (!user && dynamic && strcmp(dynamic, "yes") == 0)
		user = unit->name;
	if (!user)
		return;
	accounts_add_user(&unit->maintainer->accounts, user, -1, group, "/");
	text = text_format("%s%s%s", user, group ? ":" : "", group ? group : "");
	json_put_text(unit->image->settings, "program.user", text);
	free(text);
}

/* One assignment: names add to the set, behind ~ they are taken from it, none empty it. */
static void take_set(const char *value, uint64_t *set, bool *is_first)
{
	bool inverted = value[0] == '~';
	struct texts names = { 0 };
	uint64_t named = 0, mask;

	texts_split(&names, value + inverted, " \t");
	for (size_t i = 0; i < names.count; i++)
		if (capability_of(names.texts[i], &mask))
			named |= mask;
	if (*is_first && inverted)
		*set = ~named;
	else if (inverted)
		*set &= ~named;
	else
		*set = names.count && !*is_first ? *set | named : named;
	*is_first = false;
	texts_free(&names);
}

static void take_capabilities(struct unit *unit, const char *key, const char *path)
{
	struct texts names = { 0 };
	bool is_first = true;
	uint64_t set = 0;

	for (size_t i = 0; i + 1 < unit->pairs.count; i += 2)
		if (strcmp(unit->pairs.texts[i], key) == 0)
			take_set(unit->pairs.texts[i + 1], &set, &is_first);
	if (is_first)
		return;
	capability_names(&names, set);
	json_put_texts(unit->image->settings, path, &names);
	texts_free(&names);
}

static void take_rest(struct unit *unit)
{
	struct json_object *settings = unit->image->settings;
	const char *type = value_of(&unit->pairs, "Type");
	const char *signal = value_of(&unit->pairs, "KillSignal");
	const char *directory = value_of(&unit->pairs, "WorkingDirectory");
	const char *files = value_of(&unit->pairs, "LimitNOFILE");
	const char *pid_file = value_of(&unit->pairs, "PIDFile");

	if (type && strcmp(type, "forking") == 0) {
		char *path = pid_file ? specified(unit, pid_file) : NULL;

		json_put_boolean(settings, "program.forks", true);
		json_put_text(settings, "program.pid_file", path);
		free(path);
	}
	if (signal)
		json_put_text(settings, "program.stop_signal", signal);
	if (directory && directory[directory[0] == '-'] == '/')
		json_put_text(settings, "program.workdir", directory + (directory[0] == '-'));
	if (files)
		json_put_text(settings, "program.limits.nofile",
			      strcmp(files, "infinity") == 0 ? "unlimited" : files);
}

static void take_all(struct unit *unit)
{
	struct texts argv = { 0 };

	take_environment(unit);
	put_environment(unit);
	take_user(unit);
	take_directories(unit, "RuntimeDirectory", "/run", "RuntimeDirectoryMode");
	take_directories(unit, "StateDirectory", "/var/lib", "StateDirectoryMode");
	take_directories(unit, "CacheDirectory", "/var/cache", "CacheDirectoryMode");
	take_directories(unit, "LogsDirectory", "/var/log", "LogsDirectoryMode");
	for (size_t i = 0; i + 1 < unit->pairs.count; i += 2)
		if (strcmp(unit->pairs.texts[i], "ExecStartPre") == 0)
			take_before(unit, unit->pairs.texts[i + 1]);
	command(unit, value_of(&unit->pairs, "ExecStart"), &argv);
	json_put_texts(unit->image->settings, "program.argv", &argv);
	if (json_count(unit->before))
		json_put(unit->image->settings, "program.before", json_object_get(unit->before));
	take_capabilities(unit, "AmbientCapabilities", "program.capabilities.ambient");
	take_capabilities(unit, "CapabilityBoundingSet", "program.capabilities.bounding");
	take_rest(unit);
	texts_free(&argv);
}

bool unit_apply(struct image *image, const struct debs *debs, const struct deb *deb,
		struct maintainer *maintainer)
{
	struct unit unit = { .image = image, .debs = debs, .maintainer = maintainer };
	char *text = choose(debs, deb, &unit.name);

	if (!text)
		return false;
	unit.before = json_object_new_array();
	unit_read(&unit.pairs, text);
	take_all(&unit);
	json_object_put(unit.before);
	texts_free(&unit.pairs);
	texts_free(&unit.variables.pairs);
	free(unit.name);
	free(text);
	return true;
}
