// SPDX-License-Identifier: GPL-2.0
#include "layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define INDEX_TYPE "application/vnd.oci.image.index.v1+json"

char *layout_blob(const char *directory, const char *digest)
{
	return text_format("%s/blobs/sha256/%s", directory, digest);
}

void layout_begin(const char *directory)
{
	static const char version[] = "{\"imageLayoutVersion\":\"1.0.0\"}";
	char *blobs = text_format("%s/blobs/sha256", directory);
	char *layout = text_format("%s/oci-layout", directory);

	directory_make(blobs, 0755);
	file_write(layout, version, strlen(version), 0644);
	free(layout);
	free(blobs);
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

struct json_object *layout_add_text(const char *directory, const char *text, const char *type)
{
	char *digest = text_digest(text, strlen(text));
	char *path = layout_blob(directory, digest);
	struct json_object *object = descriptor(type, digest, (int64_t)strlen(text));

	file_write(path, text, strlen(text), 0644);
	free(path);
	free(digest);
	return object;
}

struct json_object *layout_add_json(const char *directory, struct json_object *object,
				    const char *type)
{
	char *text = manifest_text(object);
	struct json_object *added = layout_add_text(directory, text, type);

	json_object_put(object);
	free(text);
	return added;
}

struct json_object *layout_take_file(const char *directory, const char *file, const char *type)
{
	char *digest = file_digest(file);
	char *path = layout_blob(directory, digest);
	struct json_object *object;
	struct stat status;

	if (stat(file, &status) || rename(file, path))
		fail_errno("cannot make %s", path);
	object = descriptor(type, digest, (int64_t)status.st_size);
	free(path);
	free(digest);
	return object;
}

struct json_object *layout_copy_file(const char *directory, const char *file, const char *digest,
				     int64_t size, const char *type)
{
	char *path = layout_blob(directory, digest);

	file_copy(file, path, 0644);
	free(path);
	return descriptor(type, digest, size);
}

void layout_annotate(struct json_object *object, const char *name, const char *text)
{
	struct json_object *annotations = json_get(object, "annotations");

	if (!annotations) {
		annotations = json_object_new_object();
		json_object_object_add(object, "annotations", annotations);
	}
	if (text)
		json_object_object_add(annotations, name, json_object_new_string(text));
}

struct json_object *layout_manifest(struct json_object *config, struct json_object *layers)
{
	struct json_object *object = json_object_new_object();

	json_put_number(object, "schemaVersion", 2);
	json_put_text(object, "mediaType", LAYOUT_MANIFEST);
	json_put(object, "config", config);
	json_put(object, "layers", layers);
	return object;
}

void layout_end(const char *directory, struct json_object *manifest, const char *tag)
{
	struct json_object *image = layout_add_json(directory, manifest, LAYOUT_MANIFEST);
	struct json_object *index = json_object_new_object();
	struct json_object *manifests = json_object_new_array();
	char *path = text_format("%s/index.json", directory), *text;

	json_put_text(image, "platform.architecture", "amd64");
	json_put_text(image, "platform.os", "linux");
	layout_annotate(image, LAYOUT_TAG, tag);
	json_object_array_add(manifests, image);
	json_put_number(index, "schemaVersion", 2);
	json_put_text(index, "mediaType", INDEX_TYPE);
	json_put(index, "manifests", manifests);
	text = manifest_text(index);
	file_write(path, text, strlen(text), 0644);
	json_object_put(index);
	free(text);
	free(path);
}
