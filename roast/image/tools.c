// SPDX-License-Identifier: GPL-2.0
/*
 * Debian's tools for the devices of a configuration: mdadm, cryptsetup and their like, with what
 * they need. What the image brings itself goes before.
 */
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define LIBRARIES "/usr/lib/x86_64-linux-gnu/"

/* What these open by themselves: hashes that OpenSSL keeps apart, what the end of a thread takes. */
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
		return is_name_by_content(json_object_get_string(value));
	if (json_object_is_type(value, json_type_array))
		for (size_t i = 0; i < json_object_array_length(value); i++)
			if (names_by_content(json_object_array_get_idx(value, i)))
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

	if (json_object_is_type(devices, json_type_array))
		for (size_t i = 0; i < json_object_array_length(devices); i++)
			add_tools_of(json_get_text(json_object_array_get_idx(devices, i), "type"),
				     &all);
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

/* Programs and libraries; accounts and the like are the image's own affair. */
static bool is_wanted(const char *path)
{
	static const char *const folders[] = { "/usr/bin/", "/usr/sbin/", "/usr/lib",
					       "/lib",	    "/bin",	  "/sbin" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (text_begins(path, folders[i]))
			return true;
	return false;
}

static void take_files(struct tree *tree, const struct tree *from)
{
	struct tree_walk walk = { .tree = from };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (is_wanted(node->path) && !tree_resolve(tree, node->path, false))
			tree_add(tree, node);
}

static bool has_package(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->package_count; i++)
		if (strcmp(image->packages[i].name, name) == 0)
			return true;
	return false;
}

static void take_packages(struct image *image, const struct image *from)
{
	for (size_t i = 0; i < from->package_count; i++) {
		const struct package *package = &from->packages[i];

		if (has_package(image, package->name))
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

/* The contents stay where the tool's image has them, in the packages' cache. */
static void add_tool(struct image *image, const struct tool *tool)
{
	char *program = text_format("/sbin/%s", tool->name);
	struct source_options options = { .entrypoint = program };
	struct image *source;

	if (tool->include)
		texts_split(&options.include, tool->include, " ");
	source = source_open(tool->package, &options);
	take_files(image->files, source->files);
	take_packages(image, source);
	image_free(source);
	texts_free(&options.include);
	free(program);
}

void tools_add(struct image *image)
{
	struct texts needed = { 0 };

	tools_needed(image->settings, &needed);
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (texts_have(&needed, tools[i].name) && !is_there(image->files, tools[i].name))
			add_tool(image, &tools[i]);
	texts_free(&needed);
}
