// SPDX-License-Identifier: GPL-2.0
/* Makes an image of a source: the archive, the kernel, and what is told of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../include/rumproast/config.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

static const char *const compressions[] = {
	[TREE_PLAIN] = "none",
	[TREE_GZIP] = "gzip",
	[TREE_ZSTD] = "zstd",
};

/* ---- the archive */

static bool is_everybodys(const struct tree *tree, const struct node *node)
{
	struct node *parent;
	char *path = text_copy(node->path), *slash;
	bool open = node->mode & S_IROTH;

	while (open && (slash = strrchr(path, '/')) && slash != path) {
		*slash = '\0';
		parent = tree_find(tree, path);
		open = !parent || parent->mode & S_IXOTH;
	}
	free(path);
	return open;
}

/* Whether a file in it may not be read by every user. What Debian packages have is no secret. */
static bool has_secrets(const struct tree *tree)
{
	struct tree_walk walk = { .tree = tree };
	const struct node *node;

	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode) && node->size && !node->package &&
		    !is_everybodys(tree, node))
			return true;
	return false;
}

static void add_configuration(struct image *image)
{
	char *text = settings_text(image->settings);

	if (strlen(text) > CONFIG_SIZE_MAX)
		fail(STATUS_USAGE, "%s: the configuration is larger than %d bytes", image->name,
		     CONFIG_SIZE_MAX);
	tree_add_memory(image->files, CONFIG_PATH, 0644, text, strlen(text));
	free(text);
}

static void add_first_program(struct tree *tree)
{
	tree_remove(tree, "/init");
	tree_add_file(tree, "/init", 0755, installed_file("init"));
}

static void complete_files(struct image *image)
{
	tools_add(image);
	skeleton_add(image->files);
	add_first_program(image->files);
	add_configuration(image);
}

/* ---- the kernel */

static void add_needed(struct texts *components, const struct image *image)
{
	for (size_t i = 0; i < image->components.count; i++)
		texts_add(components, image->components.texts[i]);
	components_needed(image->settings, components);
}

static struct kernel *choose_kernel(const struct image *image, const struct bundle_options *options)
{
	struct texts components = { 0 };
	struct kernel *kernel;

	if (options->trim)
		components_least(&components);
	else
		components_default(&components);
	add_needed(&components, image);
	if (options->kernel) {
		struct texts checked = { 0 };

		components_resolve(&components, &checked);
		texts_free(&checked);
		kernel = kernel_of_file(options->kernel);
	} else {
		kernel = kernel_find(&components, options->trim);
	}
	texts_free(&components);
	return kernel;
}

/* Another name of the same file where that can be, as many images have the same kernel. */
static void place_kernel(const struct kernel *kernel, const struct workplace *place)
{
	char *path = text_format("%s/kernel", place->directory);
	struct stat status;

	if (stat(kernel->path, &status) || (status.st_mode & 07777) != 0644 ||
	    status.st_uid != geteuid() || link(kernel->path, path))
		file_copy(kernel->path, path, 0644);
	free(path);
}

/* ---- what is told */

static uint64_t file_size(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		fail_errno("cannot read %s", path);
	return (uint64_t)status.st_size;
}

static void describe_file(struct json_object *manifest, const char *part, const char *path)
{
	struct json_object *object = json_object_new_object();
	char *digest = file_digest(path);

	json_put_number(object, "size", (int64_t)file_size(path));
	json_put_text(object, "digest", digest);
	json_object_object_add(manifest, part, object);
	free(digest);
}

/*
 * MB that the domain needs at least: the kernel, the files in memory, which may take four fifths
 * of what there is, and some for the programs. An archive with gzip is there besides, to the end
 * of its unpacking.
 */
static int64_t memory_needed(uint64_t kernel, uint64_t unpacked, uint64_t archive, int compression)
{
	uint64_t bytes = kernel + unpacked / 4 * 5 + (24 << 20);

	if (compression == TREE_GZIP)
		bytes += archive;
	return (int64_t)((bytes + (1 << 20) - 1) >> 20);
}

char *told_reference(const char *reference)
{
	static const char scheme[] = "oci:";
	const char *path = text_begins(reference, scheme) ? reference + strlen(scheme) : reference;
	size_t length = strlen(path);
	const char *name;

	/* The folders above it are those of one machine. */
	while (length > 1 && path[length - 1] == '/')
		length--;
	name = memrchr(path, '/', length);
	name = name && length > 1 ? name + 1 : path;
	return text_format("%s%.*s", path == reference ? "" : scheme, (int)(path + length - name),
			   name);
}

static void describe_kernel(struct json_object *manifest, const struct kernel *kernel,
			    const char *path)
{
	char *version = kernel_version(path);

	describe_file(manifest, "kernel", path);
	json_put_texts(manifest, "kernel.components", &kernel->components);
	json_put_text(manifest, "kernel.linux", version);
	json_put_text(manifest, "kernel.package", kernel->package);
	free(version);
}

static void describe_archive(struct json_object *manifest, const struct tree *tree,
			     const char *path, int compression)
{
	describe_file(manifest, "archive", path);
	json_put_number(manifest, "archive.unpacked", (int64_t)tree_bytes(tree));
	json_put_number(manifest, "archive.files", (int64_t)tree_count(tree));
	json_put_text(manifest, "archive.compression", compressions[compression]);
}

static struct json_object *describe(const struct image *image, const struct kernel *kernel,
				    const struct workplace *place, int compression)
{
	struct json_object *manifest = json_object_new_object();
	char *kernel_file = text_format("%s/kernel", place->directory);
	char *archive = text_format("%s/archive", place->directory);
	char *reference = told_reference(image->reference);

	json_put_number(manifest, "version", BUNDLE_VERSION);
	json_put_text(manifest, "roast", ROAST_VERSION);
	json_put_text(manifest, "name", image->name);
	json_put_text(manifest, "reference", reference);
	json_object_object_add(manifest, "settings", json_object_get(image->settings));
	json_put_number(manifest, "entry", (int64_t)image->entry);
	json_put_texts(manifest, "exposed", &image->exposed);
	json_put_texts(manifest, "volumes", &image->volumes);
	packages_to_json(manifest, image);
	describe_kernel(manifest, kernel, kernel_file);
	json_put_texts(manifest, "components", &kernel->components);
	describe_archive(manifest, image->files, archive, compression);
	json_put_number(manifest, "memory",
			memory_needed(kernel->size, tree_bytes(image->files), file_size(archive),
				      compression));
	free(reference);
	free(archive);
	free(kernel_file);
	return manifest;
}

static struct bundle *write_bundle(const struct image *image, const struct kernel *kernel,
				   int compression)
{
	struct workplace place = workplace_new(cache_folder("bundles"));
	char *archive = text_format("%s/archive", place.directory);
	struct json_object *manifest;
	struct bundle *bundle;
	char *text;

	place_kernel(kernel, &place);
	tree_write(image->files, archive, TREE_CPIO, (enum tree_compression)compression,
		   "writing the archive");
	if (chmod(archive, file_mode(has_secrets(image->files) ? 0600 : 0644)))
		fail_errno("cannot write %s", archive);
	manifest = describe(image, kernel, &place, compression);
	text = manifest_text(manifest);
	bundle = workplace_finish(&place, text);
	json_object_put(manifest);
	free(archive);
	free(text);
	return bundle;
}

struct bundle *bundle_build(struct image *image, const struct bundle_options *options)
{
	struct bundle *bundle;
	struct kernel *kernel;
	struct key key;

	image_change(image, options);
	settings_check(image->settings, image->name);
	kernel = choose_kernel(image, options);
	complete_files(image);
	bundle = key_take(&key, key_of_image(image, kernel, options->compression));
	if (!bundle)
		bundle = write_bundle(image, kernel, options->compression);
	key_release(&key, bundle);
	kernel_free(kernel);
	return bundle;
}
