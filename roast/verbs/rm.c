// SPDX-License-Identifier: GPL-2.0
/* roast rm: takes away what is kept of domains. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static bool force, volumes;

static const struct option_row options[] = {
	{ 'f', "force", OPTION_SWITCH, NULL, "those that run, too: they are gone at once", &force },
	{ 'v', "volumes", OPTION_SWITCH, NULL,
	  "as docker has it; domains have no volumes without a name, and others stay", &volumes },
	{ 0 },
};

/* By its id, for --rm may have taken it away meanwhile. */
static struct domain *find_again(const char *id)
{
	struct domain **list = domain_list();
	struct domain *found = NULL;

	for (struct domain **domain = list; *domain; domain++) {
		if (text_equal((*domain)->id, id))
			found = *domain;
		else
			domain_free(*domain);
	}
	free(list);
	return found;
}

static void remove_domain(const char *name)
{
	struct domain *domain = domain_take(name);

	if (!domain)
		return;
	if (force && domain->status != DOMAIN_EXITED && domain->status != DOMAIN_DEAD) {
		struct domain *running = domain;

		domain_destroy(running);
		domain = find_again(running->id);
		domain_free(running);
	}
	if (domain)
		domain_remove(domain);
	printf("%s\n", name);
	domain_leave(domain, STATUS_OK);
}

static int run_rm(struct texts *arguments)
{
	if (!arguments->count)
		fail(STATUS_USAGE, "rm: name a domain; roast ps -a lists them");
	for (size_t i = 0; i < arguments->count; i++)
		remove_domain(arguments->texts[i]);
	return STATUS_OK;
}

const struct verb verb_rm = {
	.name = "rm",
	.usage = "[FLAG]... DOMAIN...",
	.summary = "Remove domains that have ended, with their logs",
	.options = options,
	.run = run_rm,
};
