// SPDX-License-Identifier: GPL-2.0
/* The verbs that need no image, and a `run` of the tests' own. */
#include <stddef.h>

#include "../../../roast/verbs.h"

const struct verb *const verbs[] = {
	&verb_run,    &verb_ps,	   &verb_logs,	     &verb_exec,    &verb_attach,
	&verb_stop,   &verb_kill,  &verb_wait,	     &verb_restart, &verb_rm,
	&verb_rename, &verb_stats, &verb_completion, NULL,
};
