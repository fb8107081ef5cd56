// SPDX-License-Identifier: GPL-2.0
/* --env-file. */
#include "roast/run/run.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct texts flags = { 0 }, files = { 0 };

	texts_add(&files, fuzz_file(data, size));
	json_object_put(environment_take(&flags, &files));
}
