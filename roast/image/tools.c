// SPDX-License-Identifier: GPL-2.0
/*
 * Debian's tools for the devices of a configuration: mdadm, cryptsetup and their like, with what
 * they need. What the image brings itself goes before.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "private.h"

#define LIBRARIES "/usr/lib/x86_64-linux-gnu/"

/* Opened at run time: hashes that OpenSSL keeps apart, what the end of a thread takes. */
#define CRYPT_PLUG_INS LIBRARIES "ossl-modules/legacy.so " LIBRARIES "libgcc_s.so.1"

static const struct tool {
	const char *name, *package, *include;
} tools[] = {
	{ "mdadm", "mdadm", NULL },
	{ "cryptsetup", "cryptsetup-bin", CRYPT_PLUG_INS },
	{ "veritysetup", "cryptsetup-bin", CRYPT_PLUG_INS },
	{ "integritysetup", "cryptsetup-bin", CRYPT_PLUG_INS },
	{ "lvm", "lvm2", NULL },
	{ "blkid", "util-linux", NULL },
};

static const struct {
	const char *type, *tools;
} device_tools[] = {
	{ "raid", "mdadm blkid" }, { "luks", "cryptsetup" },	{ "plain", "cryptsetup" },
	{ "lvm", "lvm" },	   { "verity", "veritysetup" }, { "integrity", "integritysetup" },
};

static bool is_name_by_content(const char *text)
{
	static const char *const beginnings[] = { "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=",
						  "/dev/disk/by-" };

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (text_begins(text, beginnings[i]))
			return true;
	return false;
}

/* Anywhere in the settings, as disks are named in many places. */
static bool names_by_content(struct json_object *value)
{
	if (json_object_is_type(value, json_type_string))
		return is_name_by_content(json_text(value));
	for (size_t i = 0; i < json_count(value); i++)
		if (names_by_content(json_item(value, i)))
			return true;
	if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, name, member)
		{
			(void)name;
			if (names_by_content(member))
				return true;
		}
	}
	return false;
}

static void add_tools_of(const char *type, struct texts *needed)
{
	for (size_t i = 0; i < sizeof(device_tools) / sizeof(device_tools[0]); i++)
		if (text_equal(device_tools[i].type, type))
			texts_split(needed, device_tools[i].tools, " ");
}

void tools_needed(struct json_object *settings, struct texts *needed)
{
	struct json_object *devices = json_get(settings, "devices");
	struct texts all = { 0 };

	for (size_t i = 0; i < json_count(devices); i++)
		add_tools_of(json_get_text(json_item(devices, i), "type"), &all);
	if (names_by_content(settings))
		texts_add(&all, "blkid");
	for (size_t i = 0; i < all.count; i++)
		if (!texts_have(needed, all.texts[i]))
			texts_add(needed, all.texts[i]);
	texts_sort(needed);
	texts_free(&all);
}

static bool is_there(const struct tree *tree, const char *tool)
{
	static const char *const folders[] = { "/usr/sbin", "/sbin", "/usr/bin", "/bin" };
	bool found = false;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && !found; i++) {
		char *path = text_format("%s/%s", folders[i], tool);

		found = tree_resolve(tree, path, true) != NULL;
		free(path);
	}
	return found;
}

static void take_files(struct tree *tree, const struct tree *from)
{
	struct tree_walk walk = { .tree = from };
	struct node *node;

	while ((node = tree_next(&walk))) {
		/* The text is the source's, which does not stay. */
		node->package = NULL;
		if (!tree_resolve(tree, node->path, false))
			tree_add(tree, node);
	}
}

static bool has_package(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->package_count; i++)
		if (strcmp(image->packages[i].name, name) == 0)
			return true;
	return false;
}

/* Whether a file of the tree is from the package: "name=version". */
static bool is_used(const struct package *package, const struct tree *tree)
{
	char *label = text_format("%s=%s", package->name, package->version);
	struct tree_walk walk = { .tree = tree };
	bool used = false;
	struct node *node;

	while (!used && (node = tree_next(&walk)))
		used = text_equal(node->package, label);
	free(label);
	return used;
}

static void take_packages(struct image *image, const struct image *from, const struct tree *part)
{
	for (size_t i = 0; i < from->package_count; i++) {
		const struct package *package = &from->packages[i];

		if (has_package(image, package->name) || !is_used(package, part))
			continue;
		image->packages = reallocate(image->packages, image->package_count + 1,
					     sizeof(*image->packages));
		image->packages[image->package_count++] = (struct package){
			.name = text_copy(package->name),
			.version = text_copy(package->version),
			.architecture = text_copy(package->architecture),
			.source = text_copy(package->source),
			.file_name = text_copy(package->file_name),
		};
	}
}

static void add_unique(struct texts *list, const char *text)
{
	if (!texts_have(list, text))
		texts_add(list, text);
}

/* The packages of the missing tools, and which of their files are wanted. */
static void choose(const struct image *image, struct texts *packages, struct texts *paths)
{
	struct texts needed = { 0 };

	tools_needed(image->settings, &needed);
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		if (!texts_have(&needed, tools[i].name) || is_there(image->files, tools[i].name))
			continue;
		add_unique(packages, tools[i].package);
		texts_add_format(paths, "/sbin/%s", tools[i].name);
		if (tools[i].include)
			texts_split(paths, tools[i].include, " ");
	}
	texts_free(&needed);
}

/* These files with what they need, and nothing else of the packages. */
static struct tree *cut_out(const struct texts *paths, const struct tree *from)
{
	struct tree *part = tree_new();
	struct texts there = { 0 };

	for (size_t i = 0; i < paths->count; i++) {
		char *place = tree_bring(part, paths->texts[i], tree_look_tree, from);

		if (!place)
			fail(STATUS_NOT_FOUND, "Debian's tools for devices lack %s",
			     paths->texts[i]);
		texts_take(&there, place);
	}
	closure_add(part, &there, from);
	texts_free(&there);
	return part;
}

/* The contents stay where the packages were unpacked. */
void tools_add(struct image *image)
{
	struct source_options options = { .whole = true };
	struct texts paths = { 0 };
	struct image *source;
	struct tree *part;

	choose(image, &options.packages, &paths);
	if (!paths.count)
		return;
	/* Threads of cryptsetup end with a library of it, which it does not name. */
	add_unique(&options.packages, "libgcc-s1");
	options.entrypoint = paths.texts[0];
	source = source_open(options.packages.texts[0], &options);
	part = cut_out(&paths, source->files);
	take_packages(image, source, part);
	take_files(image->files, part);
	tree_free(part);
	image_free(source);
	texts_free(&paths);
	texts_free(&options.packages);
}
