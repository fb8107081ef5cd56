// SPDX-License-Identifier: GPL-2.0
/* OCI image layouts, and the archives that "docker save" and skopeo write. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../base/files.h"
#include "../../base/report.h"
#include "../common/private.h"

#define NESTED_MAX 4
#define TAG_KEY "org.opencontainers.image.ref.name"

/* The archive that a layout was unpacked from: its own directory tells a person nothing. */
static const char *unpacked_from;

static const char *told(const char *directory)
{
	return unpacked_from ? unpacked_from : directory;
}

/* The file of a blob whose digest has been checked; the caller's. */
static char *blob(const char *directory, const char *digest)
{
	const char *hex = digest && text_begins(digest, "sha256:") ? digest + 7 : NULL;
	char *path, *found;

	if (!hex || strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64)
		fail(STATUS_FORMAT, "%s: the digest \"%s\" is not sha256: and 64 digits",
		     told(directory), digest ? digest : "");
	path = text_format("%s/blobs/sha256/%s", directory, hex);
	if (!file_is_regular(path))
		fail(STATUS_FORMAT, "%s is incomplete: blobs/sha256/%s is missing", told(directory),
		     hex);
	found = file_digest(path);
	if (strcmp(found, hex) != 0)
		fail(STATUS_FORMAT, "%s: blobs/sha256/%s is damaged: its digest is sha256:%s",
		     told(directory), hex, found);
	free(found);
	return path;
}

static struct json_object *blob_json(const char *directory, const char *digest)
{
	char *path = blob(directory, digest);
	struct json_object *object = json_read(path);

	free(path);
	return object;
}

static const char *annotation(struct json_object *descriptor, const char *key)
{
	return json_text(json_member(json_get(descriptor, "annotations"), key));
}

static bool is_for_us(struct json_object *descriptor)
{
	const char *machine = json_get_text(descriptor, "platform.architecture");
	const char *system = json_get_text(descriptor, "platform.os");

	return (!machine || strcmp(machine, "amd64") == 0) &&
	       (!system || strcmp(system, "linux") == 0);
}

/* A person has to say which; a tag that names the same image is no second one. */
static void __attribute__((noreturn))
fail_ambiguous(const char *directory, struct json_object *first, size_t count)
{
	const char *tag = annotation(first, TAG_KEY);

	if (unpacked_from)
		fail(STATUS_USAGE,
		     "%s has %zu images: take one out, as by skopeo copy oci-archive:%s:%s "
		     "oci:DIRECTORY:%s",
		     unpacked_from, count, unpacked_from, tag, tag);
	fail(STATUS_USAGE, "%s has %zu images: add a tag, as in oci:%s:%s", directory, count,
	     directory, tag);
}

/* The descriptor in an index that has the tag, if one is asked for, and is for this machine. */
static struct json_object *choose(const char *directory, struct json_object *index, const char *tag)
{
	struct json_object *list = json_get(index, "manifests"), *chosen = NULL;
	size_t count = json_count(list), matching = 0;
	struct text_set digests = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct json_object *descriptor = json_item(list, i);
		const char *digest = json_get_text(descriptor, "digest");

		if (tag && !text_equal(annotation(descriptor, TAG_KEY), tag))
			continue;
		if (!is_for_us(descriptor))
			continue;
		if (text_set_add(&digests, digest ? digest : ""))
			matching++;
		if (!chosen)
			chosen = descriptor;
	}
	text_set_free(&digests);
	if (!chosen)
		fail(STATUS_NOT_FOUND, "%s has no image%s%s for linux on amd64", told(directory),
		     tag ? " with the tag " : "", tag ? tag : "");
	if (matching > 1 && !tag && annotation(chosen, TAG_KEY))
		fail_ambiguous(directory, chosen, matching);
	return chosen;
}

/* The manifest, over indexes in indexes; the caller's. */
static struct json_object *find_manifest(const char *directory, const char *tag)
{
	char *path = text_format("%s/index.json", directory);
	struct json_object *object = json_read(path), *next;

	for (int depth = 0; json_get(object, "manifests"); depth++) {
		if (depth == NESTED_MAX)
			fail(STATUS_FORMAT, "%s: indexes lead to indexes without an end",
			     told(directory));
		next = blob_json(directory,
				 json_get_text(choose(directory, object, tag), "digest"));
		json_object_put(object);
		object = next;
		tag = NULL;
	}
	free(path);
	return object;
}

struct image *image_of_layout(const char *reference, const char *directory, const char *tag,
			      const struct source_options *options)
{
	struct json_object *manifest = find_manifest(directory, tag), *config, *layers;
	char *copy = text_copy(directory);
	struct image *image = image_new(reference, basename(copy));
	size_t count;

	config = blob_json(directory, json_get_text(manifest, "config.digest"));
	layers = json_get(manifest, "layers");
	count = json_count(layers);
	progress_begin("reading layers", count, false);
	for (size_t i = 0; i < count; i++) {
		char *layer = blob(directory, json_get_text(json_item(layers, i), "digest"));

		tree_add_archive(image->files, layer, temporary_directory(), true);
		progress_at(i + 1);
		free(layer);
	}
	progress_end();
	image_take_oci_config(image, config, options);
	json_object_put(config);
	json_object_put(manifest);
	free(copy);
	return image;
}

struct image *source_oci(const char *reference, const struct source_options *options)
{
	char *directory = text_copy(reference + strlen("oci:"));
	char *colon = strrchr(directory, ':'), *tag = NULL, *index;
	struct image *image;

	if (!file_is_directory(directory) && colon) {
		*colon = '\0';
		tag = colon + 1;
	}
	if (!file_is_directory(directory))
		fail(STATUS_NOT_FOUND, "%s: there is no directory %s", reference, directory);
	index = text_format("%s/index.json", directory);
	if (!file_is_regular(index))
		fail(STATUS_FORMAT, "%s is no OCI layout: it has no index.json", directory);
	image = image_of_layout(reference, directory, tag, options);
	free(index);
	free(directory);
	return image;
}

/* ---- saved images: archives of blobs */

/* Puts a file of the tree into the directory, with the folders of its path. */
static void write_out(const struct tree *tree, const struct node *node, const char *path)
{
	char *parent = text_copy(path), *piece = allocate(1, 1 << 20);
	int file;
	size_t count;

	directory_make(dirname(parent), 0700);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		fail_errno("%s cannot be written", path);
	for (uint64_t at = 0; (count = tree_read(tree, node, at, piece, 1 << 20)); at += count)
		if (write(file, piece, count) != (ssize_t)count)
			fail_errno("%s cannot be written", path);
	close(file);
	free(piece);
	free(parent);
}

static void write_all(const struct tree *tree, const char *directory)
{
	struct tree_walk walk = { .tree = tree };
	const struct node *node;

	while ((node = tree_next(&walk))) {
		char *path = text_format("%s%s", directory, node->path);
		const struct node *file = tree_resolve(tree, node->path, true);

		if (file && S_ISREG(file->mode))
			write_out(tree, file, path);
		free(path);
	}
}

/* A file that the manifest names, and that has been written out: nothing outside. */
static char *saved_file(const char *reference, const char *directory, const char *name)
{
	if (name[0] == '/' || strstr(name, ".."))
		fail(STATUS_FORMAT, "%s: its manifest.json names a file outside of it: %s",
		     reference, name);
	return text_format("%s/%s", directory, name);
}

/* Several names may be one image's; of several images none is the one that was meant. */
static void refuse_several(const char *reference, struct json_object *list)
{
	size_t count = json_count(list), images = 0;
	struct text_set configs = { 0 };
	struct texts names = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct json_object *image = json_item(list, i);
		const char *config = json_get_text(image, "Config");

		images += text_set_add(&configs, config ? config : "");
		json_get_texts(image, "RepoTags", &names);
	}
	if (images > 1)
		fail(STATUS_USAGE,
		     "%s has %zu images: take one out, as by skopeo copy docker-archive:%s:%s "
		     "oci:DIRECTORY",
		     reference, images, reference, names.count ? names.texts[0] : "NAME");
	text_set_free(&configs);
	texts_free(&names);
}

/* What manifest.json of "docker save" lists. */
static struct image *image_of_docker(const char *reference, const char *directory,
				     const struct source_options *options)
{
	char *path = text_format("%s/manifest.json", directory);
	struct json_object *list = json_read(path), *config, *first;
	struct image *image = image_new(reference, reference);
	struct texts layers = { 0 };
	char *file;

	first = json_item(list, 0);
	if (first)
		refuse_several(reference, list);
	if (!first || !json_get_text(first, "Config"))
		fail(STATUS_FORMAT, "%s: its manifest.json is not what docker saves", reference);
	file = saved_file(reference, directory, json_get_text(first, "Config"));
	config = json_read(file);
	json_get_texts(first, "Layers", &layers);
	for (size_t i = 0; i < layers.count; i++) {
		char *layer = saved_file(reference, directory, layers.texts[i]);

		tree_add_archive(image->files, layer, temporary_directory(), true);
		free(layer);
	}
	image_take_oci_config(image, config, options);
	json_object_put(config);
	json_object_put(list);
	texts_free(&layers);
	free(file);
	free(path);
	return image;
}

struct image *image_of_saved(const char *reference, struct tree *files,
			     const struct source_options *options)
{
	char *directory = text_format("%s/saved", temporary_directory());
	bool is_layout = tree_find(files, "/oci-layout") && tree_find(files, "/index.json");
	char *copy = text_copy(reference), *name = basename(copy), *dot = strstr(name, ".tar");
	struct image *image, *named;

	write_all(files, directory);
	tree_free(files);
	unpacked_from = reference;
	image = is_layout ? image_of_layout(reference, directory, NULL, options)
			  : image_of_docker(reference, directory, options);
	unpacked_from = NULL;
	if (dot)
		*dot = '\0';
	named = image_new(reference, name);
	free(image->name);
	image->name = text_copy(named->name);
	image_free(named);
	free(directory);
	free(copy);
	return image;
}
