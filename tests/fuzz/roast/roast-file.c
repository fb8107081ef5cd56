// SPDX-License-Identifier: GPL-2.0
/* NAME.roast: the archive itself, and roast.json within one that is right otherwise. */
#include <string.h>

#include "roast/image/private.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
	cache_folder("bundles");
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct bundle *bundle;

	if (size && data[0] == '{') {
		json_object_put(manifest_parse(fuzz_text(data, size), "fuzz"));
		return;
	}
	bundle = bundle_read(fuzz_file(data, size));
	bundle_describe(bundle, true);
}
