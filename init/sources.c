// SPDX-License-Identifier: GPL-2.0
/* The sources of settings, and their order. */
#include "sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/rumproast/config.h"
#include "../include/rumproast/exit.h"
#include "cmdline.h"
#include "devices.h"
#include "files.h"
#include "json.h"
#include "say.h"
#include "settings.h"
#include "xenstore.h"

#define CMDLINE_SIZE_MAX 65536
#define PATH_PARAMETER CONFIG_PARAMETER "config="
#define PARAMETER_LENGTH (sizeof(CONFIG_PARAMETER) - 1)
#define XENSTORE_NAME "xenstore " CONFIG_XENSTORE

/* Configurations are nested by a handful of levels; a deeper directory is a mistake. */
#define XENSTORE_DEPTH_MAX 8

static void xenstore_failed(const char *path)
{
	fail(RUMPROAST_EXIT_CONFIGURATION, "xenstore %s: cannot be read: %s", path,
	     strerror(errno));
}

/* The value of the directory itself may be a JSON object that holds any number of keys. */
static void read_xenstore_object(struct json *settings, struct xenstore *store)
{
	size_t size;
	char *text = xenstore_read(store, CONFIG_XENSTORE, &size);

	if (!text && errno != ENOENT)
		xenstore_failed(CONFIG_XENSTORE);
	if (text && size)
		settings_merge(settings, settings_parse(text, size, XENSTORE_NAME));
	free(text);
}

static void read_xenstore_node(struct json *settings, struct xenstore *store, const char *path)
{
	size_t size;
	char *value = xenstore_read(store, path, &size);

	if (!value)
		xenstore_failed(path);
	if (memchr(value, 0, size))
		fail(RUMPROAST_EXIT_CONFIGURATION, "xenstore %s: has a zero byte", path);
	settings_override(settings, path + sizeof(CONFIG_XENSTORE), '/', value, XENSTORE_NAME);
	free(value);
}

/* A node without children is a setting, a node with children a part of the path to some. */
static bool read_xenstore_children(struct json *settings, struct xenstore *store, const char *path,
				   int depth)
{
	size_t size;
	char *names = xenstore_list(store, path, &size);
	bool any = names && size;

	if (!names && errno != ENOENT)
		xenstore_failed(path);
	if (depth > XENSTORE_DEPTH_MAX)
		fail(RUMPROAST_EXIT_CONFIGURATION, "xenstore %s: nested too deeply", path);
	for (char *name = names; any && name < names + size; name += strlen(name) + 1) {
		char child[512];

		if (snprintf(child, sizeof(child), "%s/%s", path, name) >= (int)sizeof(child))
			fail(RUMPROAST_EXIT_CONFIGURATION, "xenstore %s: path too long", child);
		if (!read_xenstore_children(settings, store, child, depth + 1))
			read_xenstore_node(settings, store, child);
	}
	free(names);
	return any;
}

void source_xenstore_from(struct json *settings, struct xenstore *store)
{
	read_xenstore_object(settings, store);
	read_xenstore_children(settings, store, CONFIG_XENSTORE, 0);
}

void source_xenstore(struct json *settings)
{
	struct xenstore store;

	if (!xenstore_open(&store))
		return;
	source_xenstore_from(settings, &store);
	xenstore_close(&store);
}

/* The object of the program whose argv the command line may replace. */
static struct json *sole_program(struct json *settings)
{
	struct json *programs = json_at(settings, "programs");
	struct json *program = json_at(settings, "program");

	if (json_count(programs) + (program != NULL) > 1)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "kernel command line: \"--\" replaces the program, but there are several");
	if (json_count(programs))
		return programs->first;
	if (!program) {
		program = json_new(JSON_OBJECT);
		json_set(settings, "program", program);
	}
	return program;
}

static void set_arguments(struct json *settings, char **words)
{
	struct json *list;

	if (!words[0])
		return;
	list = json_new(JSON_LIST);
	for (; *words; words++)
		json_append(list, json_new_text(JSON_TEXT, *words, strlen(*words)));
	json_set(sole_program(settings), "argv", list);
}

static void set_parameter(struct json *settings, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "kernel command line: %s lacks a value, %s=VALUE", word, word);
	*value++ = 0;
	settings_override(settings, word + PARAMETER_LENGTH, '.', value, "kernel command line");
}

void source_cmdline(struct json *settings, char *line)
{
	char **arguments = cmdline_arguments(line);
	char *word;

	while ((word = cmdline_next(&line)))
		if (strncmp(word, CONFIG_PARAMETER, PARAMETER_LENGTH) == 0 &&
		    strncmp(word, PATH_PARAMETER, sizeof(PATH_PARAMETER) - 1) != 0)
			set_parameter(settings, word);
	if (arguments)
		set_arguments(settings, arguments);
	free(arguments);
}

/* The path that rump.config= gives, or null; line is changed. */
static char *path_parameter(char *line)
{
	char *path = NULL;
	char *word;

	free(cmdline_arguments(line));
	while ((word = cmdline_next(&line)))
		if (strncmp(word, PATH_PARAMETER, sizeof(PATH_PARAMETER) - 1) == 0)
			path = word + sizeof(PATH_PARAMETER) - 1;
	return path;
}

/* The file of the archive, or of whatever the domain started from; null: there is none. */
static struct json *first_file;
static bool has_file;

void settings_require_program(struct json *settings)
{
	if (json_at(settings, "program") || json_count(json_at(settings, "programs")))
		return;
	if (!has_file)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "no configuration: the archive has no %s and the kernel command line no "
		     "\"-- /path/to/program\"",
		     CONFIG_PATH);
	fail(RUMPROAST_EXIT_CONFIGURATION, "the configuration names no program: set "
					   "\"program\": {\"argv\": [...]}");
}

/* Lays the other sources over the tree, and checks what has to fit together. */
static void add_sources(struct json *settings, char *line)
{
	source_xenstore(settings);
	source_cmdline(settings, line);
	devices_check(json_at(settings, "devices"), "the configuration");
}

static char *read_line(void)
{
	char *line = file_read("/proc/cmdline", CMDLINE_SIZE_MAX, NULL);

	if (!line)
		fail(RUMPROAST_EXIT_CONFIGURATION, "/proc/cmdline: cannot be read: %s",
		     strerror(errno));
	return line;
}

/* The file that the command line names, or the one at the usual place; null: there is none. */
static struct json *read_file(bool must_exist)
{
	char *line = read_line();
	const char *path = path_parameter(line);
	struct json *file = settings_read_file(path ? path : CONFIG_PATH);

	if (path && !file && must_exist)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: no such file, kernel command line: " PATH_PARAMETER "%s", path, path);
	free(line);
	has_file = has_file || file;
	return file;
}

struct json *settings_load(void)
{
	char *line = read_line();
	struct json *settings;

	first_file = read_file(false);
	settings = first_file ? json_copy(first_file) : json_new(JSON_OBJECT);
	add_sources(settings, line);
	/* The file that is named may be on a disk that is still to be the root. */
	if (!first_file && !json_at(json_at(settings, "root"), "source"))
		read_file(true);
	free(line);
	return settings;
}

struct json *settings_load_again(void)
{
	char *line = read_line();
	struct json *settings = read_file(!first_file);

	if (!settings)
		settings = json_new(JSON_OBJECT);
	if (first_file)
		settings_merge(settings, json_copy(first_file));
	add_sources(settings, line);
	free(line);
	return settings;
}
