/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What roast/image stands on, for its tests: roast's own files are the project's, the cache and
 * the store are in a folder of the test, and a source is a file system that the test makes.
 */
#ifndef TESTS_ROAST_IMAGE_FAKE_H
#define TESTS_ROAST_IMAGE_FAKE_H

#define note tap_note
#include "caught.h"
#undef note

#include <stdbool.h>
#include <sys/stat.h>

#include "../../../roast/base/files.h"
#include "../../../roast/base/report.h"
#include "../../../roast/image/private.h"

/* A process that ends through fail() leaves everything to the kernel. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static const char *folder; /* the test's own; removed at its end */

/* Where kernels are built, if not in the project. */
static const char *source_tree = PROJECT;

__attribute__((unused)) static char *in_folder(const char *name)
{
	return text_format("%s/%s", folder, name);
}

const char *installed_file(const char *name)
{
	if (strcmp(name, "init") == 0)
		return PROJECT_BUILD "/init/init";
	if (strcmp(name, "kernels") == 0)
		return PROJECT_BUILD "/kernel";
	return source_tree;
}

const char *cache_directory(void)
{
	char *path = in_folder("cache");

	directory_make(path, 0755);
	return path;
}

/* A program, a link and a file of a user's, and a configuration. */
struct image *source_open(const char *reference, const struct source_options *options)
{
	struct image *image = allocate(1, sizeof(*image));
	struct node *node;

	(void)options;
	image->name = text_copy("fake");
	image->reference = text_copy(reference);
	image->files = tree_new();
	tree_add_memory(image->files, "/bin/program", 0755, "#!/bin/sh\n", 10);
	tree_add_link(image->files, "/usr/lib", "../lib");
	node = tree_add_memory(image->files, "/srv/data", 0640, "data", 4);
	node->uid = 33;
	tree_add_directory(image->files, "/tmp", 01777);
	image->settings = json_from_text("{\"program\":{\"argv\":[\"/bin/program\"],"
					 "\"env\":{\"B\":\"2\",\"A\":\"1\"}},\"hostname\":\"h\"}");
	image->packages = allocate(1, sizeof(*image->packages));
	image->package_count = 1;
	image->packages[0] = (struct package){
		.name = text_copy("libstdc++6"),
		.version = text_copy("1:12.2.0-14+deb12u1"),
		.architecture = text_copy("amd64"),
		.source = text_copy("gcc-12"),
	};
	return image;
}

/* No image of these tests has devices. */
void closure_add(struct tree *tree, const struct texts *programs, const struct tree *from)
{
	(void)tree;
	(void)programs;
	(void)from;
}

void image_free(struct image *image)
{
	tree_free(image->files);
	json_object_put(image->settings);
	for (size_t i = 0; i < image->package_count; i++) {
		free(image->packages[i].name);
		free(image->packages[i].version);
		free(image->packages[i].architecture);
		free(image->packages[i].source);
		free(image->packages[i].file_name);
	}
	free(image->packages);
	free(image->name);
	free(image->reference);
	texts_free(&image->components);
	texts_free(&image->exposed);
	texts_free(&image->volumes);
	free(image);
}

__attribute__((unused)) static void begin(void)
{
	folder = text_format("%s", temporary_directory());
	setenv("ROAST_STATE", folder, 1);
	report_settings.quiet = true;
}

__attribute__((unused)) static bool same_files(const char *one, const char *other)
{
	char *first = file_digest(one), *second = file_digest(other);
	bool same = strcmp(first, second) == 0;

	free(first);
	free(second);
	return same;
}

#endif
