// SPDX-License-Identifier: GPL-2.0
/* roast attach: a running domain's streams here. */
#include <unistd.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static bool no_input;
static const char *detach_keys, *proxy = "true";

static const struct option_row options[] = {
	{ 0, "no-stdin", OPTION_SWITCH, NULL, "output alone", &no_input },
	{ 0, "detach-keys", OPTION_TEXT, "KEYS",
	  "what leaves a domain with a terminal alone (default ctrl-p,ctrl-q)", &detach_keys },
	{ 0, "sig-proxy", OPTION_TEXT, "true|false",
	  "Ctrl-C is SIGTERM for the program (default), or the end of attach", &proxy },
	{ 0 },
};

static int run_attach(struct texts *arguments)
{
	struct attachment attachment = { .input = !no_input, .output = true };
	struct domain *domain;
	int status;

	if (arguments->count != 1)
		fail(STATUS_USAGE, "attach: name one domain; roast ps lists them");
	domain = domain_take(arguments->texts[0]);
	if (!domain)
		return STATUS_OK;
	attachment.terminal =
		json_get_boolean(domain->spec, "terminal", false) && isatty(STDIN_FILENO);
	attachment.signals = !text_equal(proxy, "false");
	attachment.detach_keys = detach_keys;
	status = domain_attach(domain, &attachment);
	status = status < 0 ? STATUS_OK : status;
	domain_leave(domain, status);
	return status;
}

const struct verb verb_attach = {
	.name = "attach",
	.usage = "[FLAG]... DOMAIN",
	.summary = "Join standard input and output with a running domain's",
	.options = options,
	.has_program = true,
	.run = run_attach,
};
