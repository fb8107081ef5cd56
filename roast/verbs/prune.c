// SPDX-License-Identifier: GPL-2.0
/* roast prune: takes away what nobody uses. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/report.h"
#include "../base/standard.h"
#include "../records/domain.h"
#include "../base/table.h"
#include "../image/bundle.h"
#include "../verbs.h"
#include "../volume/volume.h"

static bool domains_only, volumes_too, force;

static const struct option_row options[] = {
	{ 0, "domains", OPTION_SWITCH, NULL, "domains alone, not what builds left behind",
	  &domains_only },
	{ 0, "volumes", OPTION_SWITCH, NULL, "volumes that no domain uses, too: with their data",
	  &volumes_too },
	{ 'f', "force", OPTION_SWITCH, NULL, "without asking; needed where there is no terminal",
	  &force },
	{ 0 },
};

static void prune_domain(const char *id)
{
	struct domain *domain = domain_take(id);

	if (!domain)
		return;
	domain_remove(domain);
	printf("domain %s\n", domain->name);
	domain_leave(domain, STATUS_OK);
}

static void prune_domains(void)
{
	struct domain **list = domain_list();

	for (struct domain **domain = list; *domain; domain++) {
		if ((*domain)->status == DOMAIN_EXITED || (*domain)->status == DOMAIN_DEAD)
			prune_domain((*domain)->id);
		domain_free(*domain);
	}
	free(list);
}

static void prune_volumes(void)
{
	char **list = volume_list();

	for (char **name = list; *name; name++) {
		struct texts users = { 0 };

		volume_users(*name, &users);
		if (!users.count) {
			volume_remove(*name);
			printf("volume %s\n", *name);
		}
		texts_free(&users);
		free(*name);
	}
	free(list);
}

static int run_prune(struct texts *arguments)
{
	char *freed;

	if (arguments->count)
		fail(STATUS_USAGE, "prune: takes no names; roast rm, rmi and volume rm do");
	if (!force)
		standard_confirm("prune", volumes_too
						  ? "all domains that do not run, and volumes that "
						    "no domain uses, with their data"
						  : "all domains that do not run, with their logs");
	prune_domains();
	if (volumes_too)
		prune_volumes();
	if (domains_only)
		return STATUS_OK;
	freed = bytes_text(bundle_prune());
	printf("%s of the cache\n", freed);
	free(freed);
	return STATUS_OK;
}

const struct verb verb_prune = {
	.name = "prune",
	.usage = "[FLAG]...",
	.summary = "Remove domains that have ended, and what builds left behind",
	.options = options,
	.run = run_prune,
};
