// SPDX-License-Identifier: GPL-2.0
/* roast save: an image of the store as a file. */
#include <stdio.h>
#include <unistd.h>

#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static char *output;

static const struct option_row options[] = {
	{ 'o', "output", OPTION_TEXT, "FILE", "where to (default: standard output)", &output },
	{ 0 },
};

static int run_save(struct texts *arguments)
{
	struct bundle *bundle;

	if (arguments->count != 1)
		fail(STATUS_USAGE, "save: name one image; roast images lists them");
	if (!output && isatty(STDOUT_FILENO))
		fail(STATUS_USAGE, "save: an image is nothing for a terminal: -o FILE");
	bundle = bundle_find(arguments->texts[0]);
	if (!bundle)
		fail(STATUS_NOT_FOUND, "no image %s; roast images lists them", arguments->texts[0]);
	if (output)
		bundle_write(bundle, output);
	else
		bundle_write_to(bundle, STDOUT_FILENO, "standard output");
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_save = {
	.name = "save",
	.usage = "[-o FILE] IMAGE",
	.summary = "Write an image to a file, NAME.roast",
	.options = options,
	.run = run_save,
};
