// SPDX-License-Identifier: GPL-2.0
/* roast volume: disks that outlive domains. */
#include "../volume/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "../base/standard.h"
#include "../base/text.h"
#include "../base/table.h"
#include "../verbs.h"

static bool names_only, force;
static char *format, *size_flag;

static const struct option_row options[] = {
	{ 'q', "names", OPTION_SWITCH, NULL, "ls: names alone", &names_only },
	{ 0, "format", OPTION_TEXT, "TEMPLATE", "ls: json, or such as {{.Name}}", &format },
	{ 0, "size", OPTION_TEXT, "SIZE", "create: what fits in at most (default 10G)",
	  &size_flag },
	{ 'f', "force", OPTION_SWITCH, NULL,
	  "rm: no matter if there is none; prune: without asking", &force },
	{ 0 },
};

static const struct column columns[] = {
	{ "Name", "NAME" },
	{ "Size", "SIZE" },
	{ "Domains", "DOMAINS" },
	{ NULL, NULL },
};

static struct json_object *row_of(const char *name)
{
	struct json_object *row = json_object_new_object();
	struct json_object *volume = volume_inspect(name);
	struct texts users = { 0 };
	char *text;

	volume_users(name, &users);
	json_put_text(row, "Name", name);
	text = bytes_text((uint64_t)json_get_number(volume, "size", 0));
	json_put_text(row, "Size", text);
	free(text);
	text = texts_join(&users, ", ");
	json_put_text(row, "Domains", text);
	free(text);
	texts_free(&users);
	json_object_put(volume);
	return row;
}

static void list(const struct texts *names)
{
	struct json_object *rows = json_object_new_array();
	char **volumes = volume_list();

	if (names->count)
		fail(STATUS_USAGE, "volume ls: takes no names");
	for (char **name = volumes; *name; name++) {
		json_object_array_add(rows, row_of(*name));
		free(*name);
	}
	table_print(rows, columns, names_only && !format ? "{{.Name}}" : format);
	json_object_put(rows);
	free(volumes);
}

static void create(const struct texts *names)
{
	unsigned long long size = VOLUME_SIZE_DEFAULT;

	if (names->count != 1)
		fail(STATUS_USAGE, "volume create: takes one name");
	if (!volume_name_is_valid(names->texts[0]))
		fail(STATUS_USAGE, "%s is no name for a volume", names->texts[0]);
	if (size_flag && !text_size(size_flag, 1, &size))
		fail(STATUS_USAGE, "--size %s: not a size such as 500M or 10G", size_flag);
	volume_create(names->texts[0], size, 0, 0);
	puts(names->texts[0]);
}

static bool is_there(const char *name)
{
	char *disk = volume_name_is_valid(name) ? volume_disk(name) : NULL;
	bool there = disk;

	free(disk);
	return there;
}

static void remove_all(const struct texts *names)
{
	if (!names->count)
		fail(STATUS_USAGE, "volume rm: name a volume; roast volume ls lists them");
	for (size_t i = 0; i < names->count; i++) {
		if (force && !is_there(names->texts[i]))
			continue;
		if (!is_there(names->texts[i]))
			fail(STATUS_NOT_FOUND, "no volume %s; roast volume ls lists them",
			     names->texts[i]);
		volume_remove(names->texts[i]);
		puts(names->texts[i]);
	}
}

static void inspect(const struct texts *names)
{
	if (!names->count)
		fail(STATUS_USAGE, "volume inspect: name a volume");
	for (size_t i = 0; i < names->count; i++) {
		struct json_object *volume =
			is_there(names->texts[i]) ? volume_inspect(names->texts[i]) : NULL;
		char *text;

		if (!volume)
			fail(STATUS_NOT_FOUND, "no volume %s; roast volume ls lists them",
			     names->texts[i]);
		text = json_to_text(volume);
		fputs(text, stdout);
		free(text);
		json_object_put(volume);
	}
}

static void prune(const struct texts *names)
{
	char **volumes = volume_list();

	if (names->count)
		fail(STATUS_USAGE, "volume prune: takes no names");
	if (!force)
		standard_confirm("volume prune",
				 "all volumes that no domain uses, with their data");
	for (char **name = volumes; *name; name++) {
		struct texts users = { 0 };

		volume_users(*name, &users);
		if (!users.count) {
			volume_remove(*name);
			puts(*name);
		}
		texts_free(&users);
		free(*name);
	}
	free(volumes);
}

static int run_volume(struct texts *arguments)
{
	static const struct {
		const char *name;
		void (*run)(const struct texts *names);
	} verbs_of_volume[] = {
		{ "ls", list },	      { "list", list },	      { "create", create },
		{ "rm", remove_all }, { "inspect", inspect }, { "prune", prune },
	};
	struct texts names = { 0 };

	for (size_t i = 1; i < arguments->count; i++)
		texts_add(&names, arguments->texts[i]);
	for (size_t i = 0; i < sizeof(verbs_of_volume) / sizeof(verbs_of_volume[0]); i++) {
		if (!arguments->count || strcmp(arguments->texts[0], verbs_of_volume[i].name) != 0)
			continue;
		verbs_of_volume[i].run(&names);
		texts_free(&names);
		return STATUS_OK;
	}
	fail(STATUS_USAGE, "volume: say what to do: ls, create, rm, inspect or prune");
}

const struct verb verb_volume = {
	.name = "volume",
	.usage = "ls|create|rm|inspect|prune [FLAG]... [NAME]...",
	.summary = "Make, list and remove disks that outlive domains",
	.details = "    roast volume create data          a disk with ext4, for roast run -v "
		   "data:/path\n"
		   "    roast volume rm data              with everything on it\n"
		   "    roast volume prune                those that no domain uses",
	.options = options,
	.run = run_volume,
};
