// SPDX-License-Identifier: GPL-2.0
/* The configuration of a domain, from its text to the checked tree. */
#include "init/json.h"

#include "init/settings.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct json *settings = settings_parse((const char *)data, size, "fuzz");
	char text[256];

	json_write(settings, text, sizeof(text));
	json_free(json_copy(settings));
	settings_merge(settings, settings_parse((const char *)data, size, "again"));
	settings_require_program(settings);
	json_free(settings);
}
