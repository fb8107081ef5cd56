// SPDX-License-Identifier: GPL-2.0
/* Root file systems that are there as a whole: directories and archives. */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "common/private.h"

#define CONFIGURATION "/etc/rumproast.json"

/* Where a program is that argv names, by the PATH that it will have; null if nowhere. */
static char *find_program(struct image *image, const char *name)
{
	const char *path = json_get_text(image->settings, "program.env.PATH");
	struct texts directories = { 0 };
	char *found = NULL;

	if (strchr(name, '/')) {
		if (name[0] != '/' || tree_resolve(image->files, name, true))
			return text_copy(name);
		return NULL;
	}
	texts_split(&directories,
		    path ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		    ":");
	for (size_t i = 0; i < directories.count && !found; i++) {
		char *full = text_format("%s/%s", directories.texts[i], name);

		if (tree_resolve(image->files, full, true))
			found = full;
		else
			free(full);
	}
	texts_free(&directories);
	return found;
}

/* A program that cannot start, for what is missing, is better told now. */
static void check_program(struct image *image)
{
	struct texts argv = { 0 };
	struct node *node;
	char *path;

	json_get_texts(image->settings, "program.argv", &argv);
	if (!argv.count)
		return;
	path = find_program(image, argv.texts[0]);
	if (!path)
		fail(STATUS_NOT_FOUND, "%s: there is no %s in it", image->reference, argv.texts[0]);
	node = path[0] == '/' ? tree_resolve(image->files, path, true) : NULL;
	if (node && S_ISREG(node->mode) && !(node->mode & 0111))
		fail(STATUS_FAILED, "%s: %s is not executable", image->reference, path);
	if (node)
		closure_add(image->files, &(struct texts){ .texts = &path, .count = 1 },
			    image->files);
	free(path);
	texts_free(&argv);
}

static void choose_program(struct image *image, const struct source_options *options)
{
	struct texts argv = { 0 };
	char *text;

	if (options->entrypoint || options->arguments_given) {
		if (options->entrypoint)
			texts_add(&argv, options->entrypoint);
		image_set_argv(image, options, &argv, NULL);
		texts_free(&argv);
		return;
	}
	text = text_of(image->files, CONFIGURATION);
	if (text) {
		struct json_object *settings = json_from_text(text);

		if (!settings)
			fail(STATUS_FORMAT, "%s: its %s is no JSON object", image->reference,
			     CONFIGURATION);
		json_merge(image->settings, settings);
		json_object_put(settings);
		free(text);
	}
	if (!json_get(image->settings, "program") && !json_get(image->settings, "programs"))
		fail(STATUS_USAGE,
		     "%s does not say what to run: put a command behind it, as in %s -- /bin/sh",
		     image->reference, image->reference);
}

struct image *image_of_root(const char *reference, const char *name, struct tree *files,
			    const struct source_options *options)
{
	struct image *image = image_new(reference, name);

	tree_free(image->files);
	image->files = files;
	choose_program(image, options);
	check_program(image);
	image_add_skeleton(image);
	return image;
}

struct image *source_directory(const char *reference, const struct source_options *options)
{
	char *path = realpath(reference, NULL);
	struct tree *files = tree_new();
	struct image *image;

	if (!path)
		fail_errno("%s", reference);
	tree_add_host_directory(files, "/", path, geteuid() == 0);
	image = image_of_root(reference, basename(path), files, options);
	free(path);
	return image;
}

static char *name_of_archive(const char *reference)
{
	char *copy = text_copy(reference), *name = text_copy(basename(copy));
	char *dot = strstr(name, ".tar");

	if (!dot)
		dot = strstr(name, ".tgz");
	if (!dot)
		dot = strstr(name, ".cpio");
	if (dot && dot != name)
		*dot = '\0';
	free(copy);
	return name;
}

struct image *source_archive(const char *reference, const struct source_options *options)
{
	struct tree *files = tree_new();
	struct image *image;
	char *name;

	tree_add_archive(files, reference, temporary_directory(), false);
	if (tree_find(files, "/manifest.json") || tree_find(files, "/oci-layout"))
		return image_of_saved(reference, files, options);
	name = name_of_archive(reference);
	image = image_of_root(reference, name, files, options);
	free(name);
	return image;
}
