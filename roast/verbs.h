/* SPDX-License-Identifier: GPL-2.0 */
/* The verbs of roast; each is in roast/verbs/NAME.c. */
#ifndef ROAST_VERBS_H
#define ROAST_VERBS_H

#include "base/options.h"

/* clang-format off */
#define ROAST_VERBS(_) \
	_(run) _(build) _(ps) _(logs) _(exec) _(attach) _(stop) _(kill) _(restart) _(wait) _(rm) \
	_(rename) _(stats) _(inspect) _(images) _(pull) _(push) _(tag) _(rmi) _(save) _(load) \
	_(volume) _(prune) _(sbom) _(export) _(debug) _(components) _(completion)
/* clang-format on */

#define ROAST_VERB_DECLARE(name) extern const struct verb verb_##name;
ROAST_VERBS(ROAST_VERB_DECLARE)

#endif
