// SPDX-License-Identifier: GPL-2.0
/*
 * OCI layouts: index, manifest and configuration, each of them JSON of whatever kind.
 *
 * The input has the three texts with zero bytes between them, then a layer. "@1" in a text stands
 * for the digest of the manifest, "@2" of the configuration, "@3" of the layer, so that an input
 * gets past the check of digests.
 */
#include <string.h>

#include "roast/base/files.h"
#include "roast/image/private.h"
#include "roast/source/common/private.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

/* The text with each "@N" replaced by the digest. */
static char *with_digest(const char *text, char number, const char *digest)
{
	char mark[] = { '@', number, '\0' };
	struct texts parts = { 0 };
	const char *found;

	while ((found = strstr(text, mark))) {
		texts_add_format(&parts, "%.*ssha256:%s", (int)(found - text), text, digest);
		text = found + 2;
	}
	texts_add(&parts, text);
	return texts_join(&parts, "");
}

static char *put_blob(const char *directory, const void *data, size_t size)
{
	char *digest = text_digest(data, size);
	char *path = text_format("%s/blobs/sha256/%s", directory, digest);

	file_write(path, data, size, 0644);
	return digest;
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *index = fuzz_part(&data, &size), *manifest = fuzz_part(&data, &size);
	char *configuration = fuzz_part(&data, &size), *digest;
	char *directory = text_format("%s/layout", fuzz_directory());
	char *blobs = text_format("%s/blobs/sha256", directory), *path;
	struct source_options options = { 0 };

	directory_make(blobs, 0755);
	digest = put_blob(directory, data, size);
	manifest = with_digest(manifest, '3', digest);
	digest = put_blob(directory, configuration, strlen(configuration));
	manifest = with_digest(manifest, '2', digest);
	digest = put_blob(directory, manifest, strlen(manifest));
	index = with_digest(index, '1', digest);
	path = text_format("%s/index.json", directory);
	file_write(path, index, strlen(index), 0644);
	if (!bundle_read_oci(directory, NULL))
		image_free(image_of_layout("oci:fuzz", directory, NULL, &options));
}
