// SPDX-License-Identifier: GPL-2.0
/* roast wait: until domains have ended. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static int run_wait(struct texts *arguments)
{
	if (!arguments->count)
		fail(STATUS_USAGE, "wait: name a domain; roast ps lists them");
	for (size_t i = 0; i < arguments->count; i++) {
		struct domain *domain = domain_take(arguments->texts[i]);
		char *why;

		if (!domain)
			continue;
		printf("%d\n", domain_wait(domain, &why));
		fflush(stdout);
		if (why)
			note("%s: %s", domain->name, why);
		free(why);
		domain_leave(domain, STATUS_OK);
	}
	return STATUS_OK;
}

const struct verb verb_wait = {
	.name = "wait",
	.usage = "DOMAIN...",
	.summary = "Wait until domains have ended, and print their programs' statuses",
	.run = run_wait,
};
