// SPDX-License-Identifier: GPL-2.0
/*
 * Images as OCI artifacts, in the directory layout of the OCI image specification 1.0, which
 * registries store and skopeo copies: roast.json is the configuration, kernel and archive are
 * layers.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "layout.h"
#include "private.h"

#define CONFIG_TYPE "application/vnd.rumproast.config.v1+json"
#define KERNEL_TYPE "application/vnd.rumproast.kernel.v1"
#define ARCHIVE_TYPE "application/vnd.rumproast.archive.v1"
#define TITLE "org.opencontainers.image.title"

/* ---- writing */

static struct json_object *layer(const struct bundle *bundle, const char *directory,
				 const char *part, const char *file, const char *type)
{
	char *digest = text_format("%s.digest", part);
	char *size = text_format("%s.size", part);
	struct json_object *object =
		layout_copy_file(directory, file, json_get_text(bundle->manifest, digest),
				 json_get_number(bundle->manifest, size, 0), type);

	layout_annotate(object, TITLE, part);
	free(size);
	free(digest);
	return object;
}

static void annotate_image(struct json_object *object, const struct bundle *bundle)
{
	struct json_object *manifest = bundle->manifest;
	char *memory = text_format("%lld", (long long)json_get_number(manifest, "memory", 0));
	struct texts components = { 0 };
	char *list;

	json_get_texts(manifest, "components", &components);
	list = texts_join(&components, " ");
	layout_annotate(object, TITLE, json_get_text(manifest, "name"));
	layout_annotate(object, "org.rumproast.reference", json_get_text(manifest, "reference"));
	layout_annotate(object, "org.rumproast.components", list);
	layout_annotate(object, "org.rumproast.linux", json_get_text(manifest, "kernel.linux"));
	layout_annotate(object, "org.rumproast.memory", memory);
	texts_free(&components);
	free(list);
	free(memory);
}

static struct json_object *oci_manifest(const struct bundle *bundle, const char *directory)
{
	struct json_object *layers = json_object_new_array();
	char *path = text_format("%s/roast.json", bundle->directory);
	char *config = file_read(path, NULL);
	struct json_object *object;

	json_object_array_add(layers,
			      layer(bundle, directory, "kernel", bundle->kernel, KERNEL_TYPE));
	json_object_array_add(layers,
			      layer(bundle, directory, "archive", bundle->archive, ARCHIVE_TYPE));
	object = layout_manifest(layout_add_text(directory, config, CONFIG_TYPE), layers);
	annotate_image(object, bundle);
	free(config);
	free(path);
	return object;
}

void bundle_write_oci(const struct bundle *bundle, const char *directory, const char *tag)
{
	layout_begin(directory);
	layout_end(directory, oci_manifest(bundle, directory), tag);
}

/* ---- reading; what is in a layout came from elsewhere */

static const char *digest_of(struct json_object *descriptor_object)
{
	const char *digest = json_get_text(descriptor_object, "digest");

	if (!digest || !text_begins(digest, "sha256:") || strlen(digest) != 64 + 7 ||
	    strspn(digest + 7, "0123456789abcdef") != 64)
		return NULL;
	return digest + 7;
}

/* A small blob as text, if it has its digest. */
static char *read_blob(const char *directory, const char *digest)
{
	char *path = layout_blob(directory, digest);
	struct stat status;
	size_t size = 0;
	char *text = NULL, *found;

	if (stat(path, &status) == 0 && status.st_size <= MANIFEST_MAX)
		text = file_try_read(path, &size);
	if (!text)
		fail(STATUS_FORMAT, "%s is damaged: it has no blob %s", directory, digest);
	found = text_digest(text, size);
	if (strcmp(found, digest) != 0 || strlen(text) != size)
		fail(STATUS_FORMAT, "%s is damaged: the blob %s is another", directory, digest);
	free(found);
	free(path);
	return text;
}

static bool has_tag(struct json_object *manifest, const char *tag)
{
	const char *name = json_text(json_member(json_get(manifest, "annotations"), LAYOUT_TAG));

	return !tag || (name && text_equal(name, tag));
}

/* The digest of the manifest with this tag; the caller's; null if there is none. */
static char *find_manifest(const char *directory, const char *tag)
{
	char *path = text_format("%s/index.json", directory);
	struct json_object *index, *manifests;
	char *digest = NULL;

	if (!file_exists(path)) {
		free(path);
		return NULL;
	}
	index = json_read(path);
	manifests = json_get(index, "manifests");
	for (size_t i = 0; i < json_count(manifests) && !digest; i++)
		if (has_tag(json_item(manifests, i), tag))
			digest = text_copy(digest_of(json_item(manifests, i)));
	json_object_put(index);
	free(path);
	return digest;
}

static struct json_object *read_manifest(const char *directory, const char *tag)
{
	char *digest = find_manifest(directory, tag);
	struct json_object *manifest = NULL;
	char *text;

	if (!digest)
		return NULL;
	text = read_blob(directory, digest);
	manifest = json_from_text(text);
	free(digest);
	free(text);
	if (text_equal(json_get_text(manifest, "config.mediaType"), CONFIG_TYPE))
		return manifest;
	json_object_put(manifest);
	return NULL;
}

static void take_part(const char *directory, struct json_object *manifest, const char *part,
		      const struct workplace *place)
{
	char *digest_path = text_format("%s.digest", part);
	char *from = layout_blob(directory, json_get_text(manifest, digest_path));
	char *to = text_format("%s/%s", place->directory, part);

	if (!file_is_regular(from))
		fail(STATUS_FORMAT, "%s is damaged: it has no %s; get it again", directory, part);
	file_copy(from, to, 0644);
	if (!manifest_part_fits(manifest, part, to))
		fail(STATUS_FORMAT,
		     "%s is damaged: its %s is not what roast.json says; get it again", directory,
		     part);
	free(to);
	free(from);
	free(digest_path);
}

static struct bundle *take_parts(const char *directory, const char *text,
				 struct json_object *manifest)
{
	struct workplace place = workplace_new(cache_folder("bundles"));

	take_part(directory, manifest, "kernel", &place);
	take_part(directory, manifest, "archive", &place);
	return workplace_finish(&place, text);
}

struct bundle *bundle_read_oci(const char *directory, const char *tag)
{
	struct json_object *oci = read_manifest(directory, tag);
	const char *config = digest_of(json_get(oci, "config"));
	struct json_object *manifest;
	struct bundle *bundle;
	char *text;

	if (!oci)
		return NULL;
	if (!config)
		fail(STATUS_FORMAT, "%s is damaged: its configuration has no digest", directory);
	text = read_blob(directory, config);
	manifest = manifest_parse(text, directory);
	bundle = bundle_cached(config);
	if (!bundle)
		bundle = take_parts(directory, text, manifest);
	json_object_put(manifest);
	json_object_put(oci);
	free(text);
	return bundle;
}
