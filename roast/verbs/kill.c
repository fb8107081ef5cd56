// SPDX-License-Identifier: GPL-2.0
/* roast kill: takes domains away, or sends their programs a signal. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../verbs.h"

static char *signal_text;

static const struct option_row options[] = {
	{ 's', "signal", OPTION_TEXT, "SIGNAL",
	  "to the program: HUP, SIGUSR1, 15 ... (default: the domain is gone at once)",
	  &signal_text },
	{ 0 },
};

static int signal_number(const char *text)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	long number;

	if (isdigit((unsigned char)*text) && text_number(text, 1, 64, &number))
		return (int)number;
	for (int i = 1; i < 32; i++)
		if (sigabbrev_np(i) && strcasecmp(sigabbrev_np(i), name) == 0)
			return i;
	fail(STATUS_USAGE, "-s %s: no such signal", text);
}

static int run_kill(struct texts *arguments)
{
	int number = signal_text ? signal_number(signal_text) : SIGKILL;

	if (!arguments->count)
		fail(STATUS_USAGE, "kill: name a domain; roast ps lists them");
	for (size_t i = 0; i < arguments->count; i++) {
		struct domain *domain = domain_take(arguments->texts[i]);

		if (!domain)
			continue;
		if (number == SIGKILL)
			domain_destroy(domain);
		else
			domain_signal(domain, number);
		printf("%s\n", arguments->texts[i]);
		domain_leave(domain, STATUS_OK);
	}
	return STATUS_OK;
}

const struct verb verb_kill = {
	.name = "kill",
	.usage = "[FLAG]... DOMAIN...",
	.summary = "Take domains away at once, or send their programs a signal",
	.options = options,
	.run = run_kill,
};
