// SPDX-License-Identifier: GPL-2.0
/* roast restart: starts domains again, whether they run or not. */
#include <stdio.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static char *seconds_text;

static const struct option_row options[] = {
	{ 't', "time", OPTION_TEXT, "SECONDS", "how long the program may take to end",
	  &seconds_text },
	{ 0 },
};

static int run_restart(struct texts *arguments)
{
	long seconds = -1;

	if (!arguments->count)
		fail(STATUS_USAGE, "restart: name a domain; roast ps -a lists them");
	if (seconds_text && !text_number(seconds_text, -1, 1000000, &seconds))
		fail(STATUS_USAGE, "-t %s: not a number of seconds", seconds_text);
	for (size_t i = 0; i < arguments->count; i++) {
		struct domain *domain = domain_take(arguments->texts[i]);

		if (!domain)
			continue;
		domain_restart(domain, (int)seconds);
		printf("%s\n", arguments->texts[i]);
		domain_leave(domain, STATUS_OK);
	}
	return STATUS_OK;
}

const struct verb verb_restart = {
	.name = "restart",
	.usage = "[FLAG]... DOMAIN...",
	.summary = "Start domains again, those that have ended, too",
	.options = options,
	.run = run_restart,
};
