// SPDX-License-Identifier: GPL-2.0
/* Capabilities by name and number. */
#include "capabilities.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "../../include/rumproast/capabilities.h"

#define PREFIX "CAP_"

bool capability_of(const char *name, uint64_t *mask)
{
	struct texts names = { 0 };
	bool found = strcasecmp(name, "all") == 0;

	*mask = UINT64_MAX;
	if (strncasecmp(name, PREFIX, strlen(PREFIX)) == 0)
		name += strlen(PREFIX);
	texts_split(&names, CAPABILITY_NAMES, " ");
	for (size_t i = 0; i < names.count && !found; i++) {
		found = strcasecmp(name, names.texts[i]) == 0;
		if (found)
			*mask = UINT64_C(1) << i;
	}
	texts_free(&names);
	return found;
}

void capability_names(struct texts *names, uint64_t set)
{
	struct texts all = { 0 };

	if (set == UINT64_MAX) {
		texts_add(names, "ALL");
		return;
	}
	texts_split(&all, CAPABILITY_NAMES, " ");
	for (size_t i = 0; i < all.count; i++) {
		for (char *c = all.texts[i]; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		if (set >> i & 1)
			texts_add_format(names, PREFIX "%s", all.texts[i]);
	}
	texts_free(&all);
}
