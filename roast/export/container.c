// SPDX-License-Identifier: GPL-2.0
#include "container.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/json.h"
#include "../base/report.h"

#define MEDIA "application/vnd.oci.image."

/* A blob that has been written to a file becomes DIRECTORY/blobs/sha256/DIGEST. */
static struct json_object *add_blob(const char *directory, const char *file, const char *media)
{
	struct json_object *descriptor = json_object_new_object();
	char *digest = file_digest(file);
	char *blob = text_format("%s/blobs/sha256/%s", directory, digest);
	char *named = text_format("sha256:%s", digest);
	struct stat status;

	if (stat(file, &status) || rename(file, blob))
		fail_errno("cannot make %s", blob);
	json_put_text(descriptor, "mediaType", media);
	json_put_text(descriptor, "digest", named);
	json_put_number(descriptor, "size", (int64_t)status.st_size);
	free(digest);
	free(blob);
	free(named);
	return descriptor;
}

static struct json_object *add_json(const char *directory, struct json_object *object,
				    const char *media)
{
	char *file = text_format("%s/new", directory);
	char *text = json_to_text(object);
	struct json_object *descriptor;

	file_write(file, text, strlen(text), 0644);
	descriptor = add_blob(directory, file, media);
	json_object_put(object);
	free(text);
	free(file);
	return descriptor;
}

static struct json_object *list(struct json_object *element)
{
	struct json_object *array = json_object_new_array();

	json_object_array_add(array, element);
	return array;
}

static struct json_object *add_layer(const struct tree *tree, const char *directory)
{
	char *file = text_format("%s/new", directory);
	struct json_object *descriptor;

	tree_write(tree, file, TREE_TAR, TREE_PLAIN, "writing the container's layer");
	descriptor = add_blob(directory, file, MEDIA "layer.v1.tar");
	free(file);
	return descriptor;
}

/* A layer that is not compressed has one digest for both of its names. */
static struct json_object *configuration(struct json_object *layer)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "architecture", "amd64");
	json_put_text(object, "os", "linux");
	json_put_text(object, "rootfs.type", "layers");
	json_put(object, "rootfs.diff_ids",
		 list(json_object_new_string(json_get_text(layer, "digest"))));
	return object;
}

static struct json_object *manifest(struct json_object *config, struct json_object *layer)
{
	struct json_object *object = json_object_new_object();

	json_put_number(object, "schemaVersion", 2);
	json_put_text(object, "mediaType", MEDIA "manifest.v1+json");
	json_put(object, "config", config);
	json_put(object, "layers", list(layer));
	return object;
}

static void write_index(const char *directory, struct json_object *image, const char *tag)
{
	struct json_object *index = json_object_new_object();
	struct json_object *annotations = json_object_new_object();
	char *path = text_format("%s/index.json", directory), *text;

	json_object_object_add(annotations, "org.opencontainers.image.ref.name",
			       json_object_new_string(tag));
	json_put(image, "annotations", annotations);
	json_put_number(index, "schemaVersion", 2);
	json_put(index, "manifests", list(image));
	text = json_to_text(index);
	file_write(path, text, strlen(text), 0644);
	json_object_put(index);
	free(text);
	free(path);
}

void container_write(const struct tree *tree, const char *directory, const char *tag)
{
	static const char version[] = "{\"imageLayoutVersion\": \"1.0.0\"}\n";
	char *blobs = text_format("%s/blobs/sha256", directory);
	char *layout = text_format("%s/oci-layout", directory);
	struct json_object *layer, *config;

	directory_make(blobs, 0755);
	layer = add_layer(tree, directory);
	config = add_json(directory, configuration(layer), MEDIA "config.v1+json");
	write_index(directory,
		    add_json(directory, manifest(config, layer), MEDIA "manifest.v1+json"), tag);
	file_write(layout, version, strlen(version), 0644);
	free(blobs);
	free(layout);
}
