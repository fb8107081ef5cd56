// SPDX-License-Identifier: GPL-2.0
/* roast completion: what a shell needs to complete roast's words. */
#include "../base/options_help.h"
#include "../base/report.h"
#include "../verbs.h"

static int run_completion(struct texts *arguments)
{
	if (arguments->count != 1)
		fail(STATUS_USAGE, "completion: name one shell: bash, zsh or fish");
	if (!help_completion(arguments->texts[0]))
		fail(STATUS_USAGE, "completion: no shell %s: bash, zsh or fish",
		     arguments->texts[0]);
	return STATUS_OK;
}

const struct verb verb_completion = {
	.name = "completion",
	.usage = "bash|zsh|fish",
	.summary = "Print the completion for a shell",
	.run = run_completion,
};
