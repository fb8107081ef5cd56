/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing a directory in the layout of the OCI image specification 1.0: blobs by their digests, and
 * an index with one image under one tag. The same content gives the same bytes. What cannot be
 * written ends the process through fail() or fail_errno(). Descriptors and manifests are the
 * caller's, and are taken by what they are put into.
 */
#ifndef ROAST_IMAGE_LAYOUT_H
#define ROAST_IMAGE_LAYOUT_H

#include <stdint.h>

#include "../base/json.h"

/* The annotation that holds an image's tag, and the type of manifests. */
#define LAYOUT_TAG "org.opencontainers.image.ref.name"
#define LAYOUT_MANIFEST "application/vnd.oci.image.manifest.v1+json"

/* The directory itself and what belongs into every one; a directory that is there may be used. */
void layout_begin(const char *directory);
/* Where the blob of this digest, 64 hex digits, is or is to be; the caller's. */
char *layout_blob(const char *directory, const char *digest);

/* A blob of these bytes; its descriptor. */
struct json_object *layout_add_text(const char *directory, const char *text, const char *type);
/* A blob of the object's canonical text; takes the object. */
struct json_object *layout_add_json(const char *directory, struct json_object *object,
				    const char *type);
/* The file becomes a blob and is gone from where it was. */
struct json_object *layout_take_file(const char *directory, const char *file, const char *type);
/* A copy of the file, whose digest and size in bytes are known, becomes a blob. */
struct json_object *layout_copy_file(const char *directory, const char *file, const char *digest,
				     int64_t size, const char *type);

/* Names of annotations have dots and are no paths; a text of null adds none. */
void layout_annotate(struct json_object *object, const char *name, const char *text);

/* A manifest; takes the configuration's descriptor and the array of the layers'. */
struct json_object *layout_manifest(struct json_object *config, struct json_object *layers);
/* Writes the manifest and the index that has it under tag, which null leaves out. */
void layout_end(const char *directory, struct json_object *manifest, const char *tag);

#endif
