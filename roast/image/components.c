// SPDX-License-Identifier: GPL-2.0
/* What kernels are made of: the fragments in linux/components of roast's own source. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define FRAGMENT_SUFFIX ".config"

static void take_line(struct component *component, const char *line)
{
	if (!text_begins(line, "# ") || text_begins(line, "# SPDX"))
		return;
	if (text_begins(line, "# cost: ")) {
		char *end;
		long cost = strtol(line + 8, &end, 10);

		component->cost = end == line + 8 ? -1 : cost;
	} else if (text_begins(line, "# needs: ")) {
		texts_split(&component->needs, line + 9, " ");
	} else if (!component->summary) {
		component->summary = text_copy(line + 2);
	}
}

static struct component read_fragment(const char *folder, const char *file)
{
	struct component component = { .cost = -1 };
	char *path = text_format("%s/%s", folder, file);
	char *text = file_read(path, NULL);
	struct texts lines = { 0 };

	component.name = text_copy(file);
	component.name[strlen(file) - strlen(FRAGMENT_SUFFIX)] = '\0';
	texts_split(&lines, text, "\n");
	/* The head of a fragment ends where its symbols begin. */
	for (size_t i = 0; i < lines.count && !text_begins(lines.texts[i], "CONFIG_"); i++)
		if (i < 8)
			take_line(&component, lines.texts[i]);
	texts_free(&lines);
	free(text);
	free(path);
	return component;
}

static struct texts fragment_names(const char *folder)
{
	DIR *directory = opendir(folder);
	struct texts names = { 0 };
	struct dirent *entry;

	if (!directory)
		fail_errno("cannot read the components in %s", folder);
	while ((entry = readdir(directory)))
		if (text_ends(entry->d_name, FRAGMENT_SUFFIX))
			texts_add(&names, entry->d_name);
	closedir(directory);
	texts_sort(&names);
	return names;
}

const struct component *components_known(void)
{
	static struct component *known;
	struct texts names;
	char *folder;

	if (known)
		return known;
	folder = text_format("%s/linux/components", installed_file("source"));
	names = fragment_names(folder);
	known = allocate(names.count + 1, sizeof(*known));
	for (size_t i = 0; i < names.count; i++)
		known[i] = read_fragment(folder, names.texts[i]);
	texts_free(&names);
	free(folder);
	return known;
}

static const struct component *find_component(const char *name)
{
	struct texts names = { 0 };
	const struct component *component = components_known();

	for (; component->name; component++) {
		if (strcmp(component->name, name) == 0)
			return component;
		texts_add(&names, component->name);
	}
	fail(STATUS_NOT_FOUND, "no component %s; there are: %s", name, texts_join(&names, " "));
}

static void resolve_one(const char *name, struct texts *resolved)
{
	const struct component *component;

	if (texts_have(resolved, name))
		return;
	component = find_component(name);
	texts_add(resolved, name);
	for (size_t i = 0; i < component->needs.count; i++)
		resolve_one(component->needs.texts[i], resolved);
}

void components_resolve(const struct texts *wanted, struct texts *resolved)
{
	resolve_one("base", resolved);
	for (size_t i = 0; i < wanted->count; i++)
		resolve_one(wanted->texts[i], resolved);
	texts_sort(resolved);
}

void components_default(struct texts *components)
{
	texts_split(components, "base inet virtio xen ext4 swap", " ");
}

/* One image starts on all hosts, so it has the drivers of all. */
void components_least(struct texts *components)
{
	texts_split(components, "base virtio xen", " ");
}

/* ---- what settings need */

struct rule {
	const char *word, *components;
};

/* File systems, by the type of a mount. What every kernel has is not here. */
static const struct rule file_systems[] = {
	{ "ext2", "ext4" },	    { "ext3", "ext4" },	      { "ext4", "ext4" },
	{ "xfs", "xfs" },	    { "btrfs", "btrfs" },     { "f2fs", "f2fs" },
	{ "vfat", "vfat" },	    { "msdos", "vfat" },      { "exfat", "exfat" },
	{ "ntfs3", "ntfs3" },	    { "iso9660", "iso9660" }, { "udf", "udf" },
	{ "squashfs", "squashfs" }, { "erofs", "erofs" },     { "ufs", "ufs" },
	{ "overlay", "overlay" },   { "9p", "9p 9p-xen" },    { "nfs", "nfs" },
	{ "nfs4", "nfs" },	    { "fuse", "fuse" },	      { "fuseblk", "fuse" },
	{ "virtiofs", "virtiofs" }, { NULL, NULL },
};

static const struct rule device_types[] = {
	{ "raid", "raid" },	{ "luks", "crypt" },
	{ "plain", "crypt" },	{ "integrity", "integrity" },
	{ "verity", "verity" }, { "lvm", "lvm" },
	{ NULL, NULL },
};

static void add_unique(struct texts *components, const char *names)
{
	struct texts list = { 0 };

	texts_split(&list, names, " ");
	for (size_t i = 0; i < list.count; i++)
		if (!texts_have(components, list.texts[i]))
			texts_add(components, list.texts[i]);
	texts_free(&list);
}

static void apply_rules(const struct rule *rules, const char *word, struct texts *components)
{
	for (; word && rules->word; rules++)
		if (strcmp(rules->word, word) == 0)
			add_unique(components, rules->components);
}

static bool has_option(struct json_object *mount, const char *option)
{
	const char *options = json_get_text(mount, "options");
	struct texts list = { 0 };
	bool found;

	if (options)
		texts_split(&list, options, ",");
	found = texts_have(&list, option);
	texts_free(&list);
	return found;
}

/* A disk whose file system is not told may have any; most have ext4. */
static void for_mount(struct json_object *mount, struct texts *components)
{
	const char *source = json_get_text(mount, "source");
	const char *type = json_get_text(mount, "type");

	apply_rules(file_systems, type, components);
	if (source && !type && !has_option(mount, "bind"))
		add_unique(components, "ext4");
	if (has_option(mount, "loop") || text_equal(type, "loop"))
		add_unique(components, "loop");
	if (text_equal(type, "swap"))
		add_unique(components, "swap");
}

static void for_device(struct json_object *device, struct texts *components)
{
	const char *cipher = json_get_text(device, "cipher");

	apply_rules(device_types, json_get_text(device, "type"), components);
	if (cipher && !text_begins(cipher, "aes-"))
		add_unique(components, "ciphers");
	if (json_get_text(device, "root_hash_signature"))
		add_unique(components, "signatures");
}

static void for_each(struct json_object *settings, const char *path,
		     void (*take)(struct json_object *, struct texts *), struct texts *components)
{
	struct json_object *array = json_get(settings, path);

	for (size_t i = 0; i < json_count(array); i++)
		take(json_item(array, i), components);
}

void components_needed(struct json_object *settings, struct texts *components)
{
	struct json_object *overlay = json_get(settings, "root.overlay");

	for_each(settings, "mounts", for_mount, components);
	for_each(settings, "devices", for_device, components);
	if (json_get(settings, "root.source"))
		for_mount(json_get(settings, "root"), components);
	if (json_object_is_type(overlay, json_type_object) || json_object_get_boolean(overlay))
		add_unique(components, "overlay");
	if (json_get(overlay, "source"))
		for_mount(overlay, components);
}
