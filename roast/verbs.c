// SPDX-License-Identifier: GPL-2.0
/* Every verb, in the order of roast --help. */
#include "verbs.h"

#include <stddef.h>

/* A verb whose file is not there yet is left out. */
#define VERB_WEAK(name) extern const struct verb verb_##name __attribute__((weak));
ROAST_VERBS(VERB_WEAK)
#define VERB(name) &verb_##name,
static const struct verb *const all[] = { ROAST_VERBS(VERB) };
const struct verb *verbs_present[sizeof(all) / sizeof(all[0]) + 1];

static void __attribute__((constructor)) find_verbs(void)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i])
			verbs_present[count++] = all[i];
}
