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
#include "private.h"

#define INDEX_TYPE "application/vnd.oci.image.index.v1+json"
#define MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"
#define CONFIG_TYPE "application/vnd.rumproast.config.v1+json"
#define KERNEL_TYPE "application/vnd.rumproast.kernel.v1"
#define ARCHIVE_TYPE "application/vnd.rumproast.archive.v1"
#define TITLE "org.opencontainers.image.title"
#define TAG "org.opencontainers.image.ref.name"

/* ---- writing */

static char *blob_path(const char *directory, const char *digest)
{
	return text_format("%s/blobs/sha256/%s", directory, digest);
}

static struct json_object *descriptor(const char *type, const char *digest, int64_t size)
{
	struct json_object *object = json_object_new_object();
	char *text = text_format("sha256:%s", digest);

	json_put_text(object, "mediaType", type);
	json_put_text(object, "digest", text);
	json_put_number(object, "size", size);
	free(text);
	return object;
}

/* Names of annotations have dots, so they are no paths. */
static void annotate(struct json_object *object, const char *name, const char *text)
{
	struct json_object *annotations = json_get(object, "annotations");

	if (!annotations) {
		annotations = json_object_new_object();
		json_object_object_add(object, "annotations", annotations);
	}
	if (text)
		json_object_object_add(annotations, name, json_object_new_string(text));
}

static void write_blob(const char *directory, const char *text, char **digest)
{
	char *path;

	*digest = text_digest(text, strlen(text));
	path = blob_path(directory, *digest);
	file_write(path, text, strlen(text), 0644);
	free(path);
}

static struct json_object *layer(const struct bundle *bundle, const char *directory,
				 const char *part, const char *file, const char *type)
{
	char *digest_path = text_format("%s.digest", part);
	char *size_path = text_format("%s.size", part);
	const char *digest = json_get_text(bundle->manifest, digest_path);
	char *path = blob_path(directory, digest);
	struct json_object *object =
		descriptor(type, digest, json_get_number(bundle->manifest, size_path, 0));

	file_copy(file, path, 0644);
	annotate(object, TITLE, part);
	free(path);
	free(size_path);
	free(digest_path);
	return object;
}

static void annotate_image(struct json_object *object, const struct bundle *bundle)
{
	char *memory =
		text_format("%lld", (long long)json_get_number(bundle->manifest, "memory", 0));
	struct texts components = { 0 };
	char *list;

	json_get_texts(bundle->manifest, "components", &components);
	list = texts_join(&components, " ");
	annotate(object, TITLE, json_get_text(bundle->manifest, "name"));
	annotate(object, "org.rumproast.reference", json_get_text(bundle->manifest, "reference"));
	annotate(object, "org.rumproast.components", list);
	annotate(object, "org.rumproast.linux", json_get_text(bundle->manifest, "kernel.linux"));
	annotate(object, "org.rumproast.memory", memory);
	texts_free(&components);
	free(list);
	free(memory);
}

static char *oci_manifest(const struct bundle *bundle, const char *directory)
{
	struct json_object *object = json_object_new_object();
	struct json_object *layers = json_object_new_array();
	char *path = text_format("%s/roast.json", bundle->directory);
	char *config, *digest, *text;
	size_t size;

	config = file_read(path, &size);
	write_blob(directory, config, &digest);
	json_put_number(object, "schemaVersion", 2);
	json_put_text(object, "mediaType", MANIFEST_TYPE);
	json_put(object, "config", descriptor(CONFIG_TYPE, digest, (int64_t)size));
	json_object_array_add(layers,
			      layer(bundle, directory, "kernel", bundle->kernel, KERNEL_TYPE));
	json_object_array_add(layers,
			      layer(bundle, directory, "archive", bundle->archive, ARCHIVE_TYPE));
	json_put(object, "layers", layers);
	annotate_image(object, bundle);
	text = manifest_text(object);
	json_object_put(object);
	free(config);
	free(digest);
	free(path);
	return text;
}

static void write_index(const char *directory, const char *digest, int64_t size, const char *tag)
{
	struct json_object *index = json_object_new_object();
	struct json_object *manifests = json_object_new_array();
	struct json_object *manifest = descriptor(MANIFEST_TYPE, digest, size);
	char *path = text_format("%s/index.json", directory);
	char *text;

	json_put_text(manifest, "platform.architecture", "amd64");
	json_put_text(manifest, "platform.os", "linux");
	annotate(manifest, TAG, tag);
	json_object_array_add(manifests, manifest);
	json_put_number(index, "schemaVersion", 2);
	json_put_text(index, "mediaType", INDEX_TYPE);
	json_put(index, "manifests", manifests);
	text = manifest_text(index);
	file_write(path, text, strlen(text), 0644);
	json_object_put(index);
	free(text);
	free(path);
}

void bundle_write_oci(const struct bundle *bundle, const char *directory, const char *tag)
{
	static const char version[] = "{\"imageLayoutVersion\":\"1.0.0\"}";
	char *blobs = blob_path(directory, ".");
	char *layout = text_format("%s/oci-layout", directory);
	char *text, *digest;

	directory_make(directory, 0755);
	blobs[strlen(blobs) - strlen("/.")] = '\0';
	directory_make(blobs, 0755);
	file_write(layout, version, strlen(version), 0644);
	text = oci_manifest(bundle, directory);
	write_blob(directory, text, &digest);
	write_index(directory, digest, (int64_t)strlen(text), tag);
	free(digest);
	free(text);
	free(layout);
	free(blobs);
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
	char *path = blob_path(directory, digest);
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
	struct json_object *annotations = json_get(manifest, "annotations");
	struct json_object *name = NULL;

	if (!tag)
		return true;
	return json_object_object_get_ex(annotations, TAG, &name) &&
	       text_equal(json_object_get_string(name), tag);
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
	if (json_object_is_type(manifests, json_type_array))
		for (size_t i = 0; i < json_object_array_length(manifests) && !digest; i++) {
			struct json_object *manifest = json_object_array_get_idx(manifests, i);

			if (has_tag(manifest, tag))
				digest = text_copy(digest_of(manifest));
		}
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
	char *from = blob_path(directory, json_get_text(manifest, digest_path));
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
