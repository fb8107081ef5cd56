// SPDX-License-Identifier: GPL-2.0
/* roast rename: another name for a domain. */
#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static int run_rename(struct texts *arguments)
{
	struct domain *domain;

	if (arguments->count != 2)
		fail(STATUS_USAGE, "rename: takes a domain and its new name");
	domain = domain_take(arguments->texts[0]);
	if (!domain)
		return STATUS_OK;
	domain_rename(domain, arguments->texts[1]);
	domain_leave(domain, STATUS_OK);
	return STATUS_OK;
}

const struct verb verb_rename = {
	.name = "rename",
	.usage = "DOMAIN NAME",
	.summary = "Give a domain another name",
	.run = run_rename,
};
