// SPDX-License-Identifier: GPL-2.0
/* Archives as "docker save" writes them: manifest.json and a configuration. */
#include <string.h>

#include "roast/source/common/private.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *manifest = fuzz_part(&data, &size), *configuration = fuzz_part(&data, &size);
	struct source_options options = { 0 };
	struct tree *files = tree_new();

	tree_add_memory(files, "/manifest.json", 0644, manifest, strlen(manifest));
	tree_add_memory(files, "/c.json", 0644, configuration, strlen(configuration));
	tree_add_memory(files, "/l.tar", 0644, data, size);
	image_free(image_of_saved("saved.tar", files, &options));
}
