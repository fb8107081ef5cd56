// SPDX-License-Identifier: GPL-2.0
/* Whether other processes of this user may look into this one. */
#include "dumpable.h"

#include <sys/prctl.h>

static bool never;

bool dumpable_never(void)
{
	never = true;
	return prctl(PR_SET_DUMPABLE, 0) == 0;
}

bool dumpable_before_exec(void)
{
	return !never && prctl(PR_SET_DUMPABLE, 1) == 0;
}
