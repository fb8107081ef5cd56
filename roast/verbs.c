// SPDX-License-Identifier: GPL-2.0
/* Every verb, in the order of roast --help. */
#include "verbs.h"

#include <stddef.h>

#define VERB(name) &verb_##name,
const struct verb *const verbs[] = { ROAST_VERBS(VERB) NULL };
