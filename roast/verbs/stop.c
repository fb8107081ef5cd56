// SPDX-License-Identifier: GPL-2.0
/* roast stop: asks domains to end. */
#include <stdio.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static char *seconds_text;

static const struct option_row options[] = {
	{ 't', "time", OPTION_TEXT, "SECONDS",
	  "how long the program may take (default: as configured, 10)", &seconds_text },
	{ 0 },
};

static int run_stop(struct texts *arguments)
{
	long seconds = -1;

	if (!arguments->count)
		fail(STATUS_USAGE, "stop: name a domain; roast ps lists them");
	if (seconds_text && !text_number(seconds_text, -1, 1000000, &seconds))
		fail(STATUS_USAGE, "-t %s: not a number of seconds", seconds_text);
	for (size_t i = 0; i < arguments->count; i++) {
		struct domain *domain = domain_take(arguments->texts[i]);

		if (!domain)
			continue;
		if (domain->status == DOMAIN_DEAD)
			domain_destroy(domain);
		else if (domain->status != DOMAIN_EXITED)
			domain_stop(domain, (int)seconds);
		printf("%s\n", arguments->texts[i]);
		domain_leave(domain, STATUS_OK);
	}
	return STATUS_OK;
}

const struct verb verb_stop = {
	.name = "stop",
	.usage = "[FLAG]... DOMAIN...",
	.summary = "End domains in order: their programs get the time to finish",
	.options = options,
	.run = run_stop,
};
