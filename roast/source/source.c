// SPDX-License-Identifier: GPL-2.0
/* Telling sources apart by how they are named and how they begin. */
#include "source.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "common/private.h"

static bool begins_with(const char *path, const char *bytes, size_t size)
{
	char found[8];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (file < 0)
		fail_errno("%s cannot be read", path);
	count = read(file, found, sizeof(found));
	close(file);
	return count >= (ssize_t)size && memcmp(found, bytes, size) == 0;
}

static bool is_layout(const char *directory)
{
	char *layout = text_format("%s/oci-layout", directory);
	bool is = file_is_regular(layout);

	free(layout);
	return is;
}

/* A directory that is named like a package has to look like a root file system. */
static bool looks_like_root(const char *directory)
{
	static const char *const names[] = { "bin", "usr", "sbin", "etc" };
	bool does = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !does; i++) {
		char *path = text_format("%s/%s", directory, names[i]);

		does = file_is_directory(path);
		free(path);
	}
	return does || strchr(directory, '/');
}

static bool is_package_name(const char *text)
{
	size_t length = strcspn(text, "=/:");

	if (length < 2 || !isalnum((unsigned char)text[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!islower((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) &&
		    !strchr("+-.", text[i]))
			return false;
	return true;
}

static bool is_program(const char *reference)
{
	return begins_with(reference, "\177ELF", 4) || begins_with(reference, "#!", 2);
}

static struct image *open_file(const char *reference, const struct source_options *options)
{
	if (is_program(reference))
		return source_program(reference, options);
	if (tree_is_archive(reference))
		return source_archive(reference, options);
	fail(STATUS_FORMAT,
	     "%s is no ELF program, no script with #! in its first line, and no archive",
	     reference);
}

static struct image *open_any(const char *reference, const struct source_options *options,
			      bool *is_package)
{
	*is_package = false;
	if (text_begins(reference, "oci:"))
		return source_oci(reference, options);
	if (file_is_directory(reference) && is_layout(reference))
		return image_of_layout(reference, reference, NULL, options);
	if (file_is_directory(reference) && looks_like_root(reference))
		return source_directory(reference, options);
	if (file_is_regular(reference))
		return open_file(reference, options);
	if (reference[0] == '/' || reference[0] == '.') {
		errno = ENOENT;
		fail_errno("%s", reference);
	}
	if (!is_package_name(reference))
		fail(STATUS_NOT_FOUND,
		     "%s: there is no such file, and it is no name of a Debian package", reference);
	*is_package = true;
	return source_package(reference, options);
}

static void add_elf_files(struct image *image, const char *path)
{
	struct tree_walk walk = { .tree = image->files, .below = path };
	struct texts programs = { 0 };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (node->mode & 0111 || strstr(node->path, ".so"))
			texts_add(&programs, node->path);
	closure_add(image->files, &programs, NULL);
	texts_free(&programs);
}

/* SOURCE:TARGET; a program brings its libraries along. */
static void add_file(struct image *image, const char *flag)
{
	const char *colon = strrchr(flag, ':');
	char *source;
	struct node *node;

	if (!colon || colon == flag || colon[1] != '/' || !colon[2])
		fail(STATUS_USAGE, "--file %s: not of the form SOURCE:/ABSOLUTE/TARGET", flag);
	source = text_format("%.*s", (int)(colon - flag), flag);
	if (!file_exists(source))
		fail(STATUS_NOT_FOUND, "--file %s: there is no %s", flag, source);
	if (file_is_directory(source)) {
		tree_add_host_directory(image->files, colon + 1, source, false);
	} else {
		char *absolute = realpath(source, NULL);

		tree_add_file(image->files, colon + 1, 0, absolute ? absolute : source);
		free(absolute);
	}
	node = tree_resolve(image->files, colon + 1, true);
	add_elf_files(image, node->path);
	free(source);
}

struct image *source_open(const char *reference, const struct source_options *options)
{
	struct image *image;
	bool is_package;

	if (!*reference)
		fail(STATUS_USAGE, "the name of what is to run is empty");
	image = open_any(reference, options, &is_package);
	if (options->include.count && !is_package && !options->packages.count)
		fail(STATUS_USAGE, "--include %s: %s is no package, all of it is kept",
		     options->include.texts[0], reference);
	/* Packages come with these below, and programs on top of them. */
	if (options->packages.count && !is_package &&
	    !(file_is_regular(reference) && is_program(reference)))
		image_add_options_packages(image, options);
	for (size_t i = 0; i < options->files.count; i++)
		add_file(image, options->files.texts[i]);
	return image;
}
