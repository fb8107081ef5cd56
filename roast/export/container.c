// SPDX-License-Identifier: GPL-2.0
#include "container.h"

#include <stdlib.h>

#include "../base/text.h"
#include "../image/layout.h"

#define MEDIA "application/vnd.oci.image."

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
	descriptor = layout_take_file(directory, file, MEDIA "layer.v1.tar");
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

void container_write(const struct tree *tree, const char *directory, const char *tag)
{
	struct json_object *layer, *config;

	layout_begin(directory);
	layer = add_layer(tree, directory);
	config = layout_add_json(directory, configuration(layer), MEDIA "config.v1+json");
	layout_end(directory, layout_manifest(config, list(layer)), tag);
}
