// SPDX-License-Identifier: GPL-2.0
/* roast sbom: what an image consists of, as SPDX. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static struct source_options source;
static struct bundle_options image;
static bool files;
static char *output, *format;

static const struct option_row options[] = {
	{ 0, "files", OPTION_SWITCH, NULL, "every file as well, with SHA-1 and SHA-256", &files },
	{ 'o', "output", OPTION_TEXT, "FILE", "where to (default: standard output)", &output },
	{ 0, "format", OPTION_TEXT, "FORM", "spdx-json, the only one", &format },
	{ 0 },
};

static int run_sbom(struct texts *arguments)
{
	struct bundle *bundle;
	char *text;

	if (arguments->count != 1)
		fail(STATUS_USAGE, "sbom: name one image, a file or one of roast images");
	if (format && strcmp(format, "spdx-json") != 0)
		fail(STATUS_USAGE, "--format %s: not spdx-json", format);
	bundle = bundle_of(arguments->texts[0], &source, &image);
	text = sbom_text(bundle, files);
	if (output)
		file_write(output, text, strlen(text), 0644);
	else
		fputs(text, stdout);
	free(text);
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_sbom = {
	.name = "sbom",
	.usage = "[FLAG]... IMAGE",
	.summary = "Tell what an image consists of, as SPDX 2.3",
	.details =
		"IMAGE is a file, a name, or whatever roast build takes. SOURCE_DATE_EPOCH is the "
		"time it tells.\n",
	.options = options,
	.run = run_sbom,
};
