// SPDX-License-Identifier: GPL-2.0
/* An image, for people and for programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "private.h"

/* ---- for people */

static void show_line(const char *title, const char *text)
{
	if (text && *text)
		printf("%-12s %s\n", title, text);
}

static void show_list(const struct bundle *bundle, const char *title, const char *path)
{
	struct texts list = { 0 };
	char *text;

	json_get_texts(bundle->manifest, path, &list);
	text = texts_join(&list, " ");
	show_line(title, text);
	free(text);
	texts_free(&list);
}

static void show_size(const struct bundle *bundle, const char *title, const char *path,
		      const char *besides)
{
	char *size = size_text((uint64_t)json_get_number(bundle->manifest, path, 0));

	printf("%-12s %s%s\n", title, size, besides);
	free(size);
}

static void show_parts(const struct bundle *bundle)
{
	char *kernel = text_format(", Linux %s", json_get_text(bundle->manifest, "kernel.linux"));
	char *unpacked =
		size_text((uint64_t)json_get_number(bundle->manifest, "archive.unpacked", 0));
	const char *compression = json_get_text(bundle->manifest, "archive.compression");
	bool plain = text_equal(compression, "none");
	char *archive =
		text_format(", %lld files of %s%s%s",
			    (long long)json_get_number(bundle->manifest, "archive.files", 0),
			    unpacked, plain ? "" : ", compressed with ",
			    plain || !compression ? "" : compression);

	show_size(bundle, "kernel", "kernel.size", kernel);
	show_size(bundle, "archive", "archive.size", archive);
	printf("%-12s at least %lld MB\n", "memory",
	       (long long)json_get_number(bundle->manifest, "memory", 0));
	free(archive);
	free(unpacked);
	free(kernel);
}

static void show_settings(const struct bundle *bundle)
{
	char *text = settings_text(json_get(bundle->manifest, "settings"));
	struct texts lines = { 0 };

	texts_split(&lines, text, "\n");
	printf("configuration\n");
	for (size_t i = 0; i < lines.count; i++)
		printf("  %s\n", lines.texts[i]);
	texts_free(&lines);
	free(text);
}

static void show_packages(const struct bundle *bundle)
{
	struct json_object *packages = json_get(bundle->manifest, "packages");
	size_t count = json_count(packages);

	if (count)
		printf("packages\n");
	for (size_t i = 0; i < count; i++) {
		struct json_object *package = json_item(packages, i);
		const char *name = json_get_text(package, "name");
		const char *version = json_get_text(package, "version");

		printf("  %-30s %s\n", name ? name : "?", version ? version : "?");
	}
}

void bundle_show(const struct bundle *bundle, bool files)
{
	show_line("name", json_get_text(bundle->manifest, "name"));
	show_line("made of", json_get_text(bundle->manifest, "reference"));
	printf("%-12s sha256:%s\n", "digest", bundle->digest);
	show_parts(bundle);
	show_list(bundle, "components", "components");
	show_list(bundle, "ports", "exposed");
	show_list(bundle, "volumes", "volumes");
	show_settings(bundle);
	show_packages(bundle);
	if (files) {
		printf("files\n");
		bundle_show_files(bundle);
	}
}

static char kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	case S_IFIFO:
		return 'p';
	default:
		return '-';
	}
}

void bundle_show_files(const struct bundle *bundle)
{
	struct entries entries = archive_entries(bundle->archive, false);

	for (size_t i = 0; i < entries.count; i++) {
		const struct entry *entry = &entries.entries[i];

		printf("  %c%04o %5u:%-5u %10llu %s%s%s\n", kind_of(entry->mode),
		       entry->mode & 07777, entry->uid, entry->gid, (unsigned long long)entry->size,
		       entry->path, entry->link ? " -> " : "", entry->link ? entry->link : "");
	}
	entries_free(&entries);
}

/* ---- for programs */

static struct json_object *entry_object(const struct entry *entry)
{
	struct json_object *object = json_object_new_object();
	char kind[] = { kind_of(entry->mode), '\0' };
	char *mode = text_format("%04o", entry->mode & 07777);

	json_put_text(object, "path", entry->path);
	json_put_text(object, "kind", kind);
	json_put_text(object, "mode", mode);
	json_put_number(object, "uid", entry->uid);
	json_put_number(object, "gid", entry->gid);
	json_put_number(object, "size", (int64_t)entry->size);
	json_put_text(object, "link", entry->link);
	free(mode);
	return object;
}

static struct json_object *files_array(const struct bundle *bundle)
{
	struct entries entries = archive_entries(bundle->archive, false);
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < entries.count; i++)
		json_object_array_add(array, entry_object(&entries.entries[i]));
	entries_free(&entries);
	return array;
}

struct json_object *bundle_describe(const struct bundle *bundle, bool files)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "digest", bundle->digest);
	json_put_text(object, "directory", bundle->directory);
	json_merge(object, bundle->manifest);
	if (files)
		json_put(object, "files", files_array(bundle));
	return object;
}
