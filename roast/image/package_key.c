// SPDX-License-Identifier: GPL-2.0
/*
 * What Debian packages are made into follows from the lists that apt has and from what was asked
 * for, so that neither apt has to be asked nor a package to be opened a second time.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "private.h"

static void describe_folder(FILE *text, const char *folder, int depth)
{
	DIR *directory = opendir(folder);
	struct texts names = { 0 };
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "lock") != 0 &&
		    strcmp(entry->d_name, "partial") != 0)
			texts_add(&names, entry->d_name);
	if (directory)
		closedir(directory);
	texts_sort(&names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = text_format("%s/%s", folder, names.texts[i]);

		if (file_is_directory(path) && depth > 0)
			describe_folder(text, path, depth - 1);
		else if (!file_is_directory(path))
			key_describe_file(text, path);
		free(path);
	}
	texts_free(&names);
}

static void describe_kernels(FILE *text, const char *folder)
{
	struct kernels kernels = { 0 };

	kernels_in(&kernels, folder);
	for (size_t i = 0; i < kernels.count; i++) {
		key_describe_file(text, kernels.kernels[i].path);
		key_describe_texts(text, "kernel", &kernels.kernels[i].components);
	}
	kernels_free(&kernels);
}

/* Roast itself decides what of a package is kept. */
static void describe_roast(FILE *text)
{
	key_describe_file(text, "/proc/self/exe");
	key_describe_file(text, installed_file("init"));
	describe_folder(text, installed_file("recipes"), 2);
	describe_folder(text, installed_file("image"), 0);
	describe_kernels(text, installed_file("kernels"));
	describe_kernels(text, kernels_built());
}

static void describe_options(FILE *text, const struct source_options *options)
{
	key_describe_texts(text, "packages", &options->packages);
	key_describe_texts(text, "include", &options->include);
	key_describe_texts(text, "arguments", &options->arguments);
	key_describe_text(text, options->entrypoint);
	fprintf(text, "%d %d\n", options->arguments_given, options->whole);
}

static void describe_bundle_options(FILE *text, const struct bundle_options *options)
{
	char *settings = options->settings ? settings_text(options->settings) : NULL;

	key_describe_texts(text, "components", &options->components);
	key_describe_texts(text, "exposed", &options->exposed);
	key_describe_texts(text, "volumes", &options->volumes);
	fprintf(text, "%d %d\n", options->trim, options->compression);
	key_describe_text(text, options->name);
	key_describe_text(text, settings);
	key_describe_text(text, options->kernel);
	if (options->kernel)
		key_describe_file(text, options->kernel);
	free(settings);
}

/* Files of this machine have to be looked at; whoever pulls wants apt to be asked. */
struct key_text *package_key(const char *reference, const struct source_options *options,
			     const struct bundle_options *bundle_options)
{
	struct key_text *text;

	if (strchr(reference, '/') || strchr(reference, ':') || file_exists(reference) ||
	    options->files.count || options->pull)
		return NULL;
	text = key_text_new();
	key_describe_text(text->file, reference);
	describe_options(text->file, options);
	describe_bundle_options(text->file, bundle_options);
	describe_folder(text->file, "/etc/apt", 1);
	describe_folder(text->file, "/var/lib/apt/lists", 0);
	describe_roast(text->file);
	return text;
}
