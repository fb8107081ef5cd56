// SPDX-License-Identifier: GPL-2.0
/* roast load: an image from a file into the store. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static char *input, *name;

static const struct option_row options[] = {
	{ 'i', "input", OPTION_TEXT, "FILE", "where from (default: standard input)", &input },
	{ 't', "tag", OPTION_TEXT, "NAME[:TAG]",
	  "what to call it (default: the name it was saved by, or its own)", &name },
	{ 0 },
};

static char *spool_input(void)
{
	char *path = text_format("%s/input.roast", temporary_directory());
	static char buffer[1 << 16];
	FILE *file = fopen(path, "we");
	size_t count;

	if (!file)
		fail_errno("cannot write %s", path);
	while ((count = fread(buffer, 1, sizeof(buffer), stdin)))
		if (fwrite(buffer, 1, count, file) != count)
			fail_errno("cannot write %s", path);
	if (fclose(file))
		fail_errno("cannot write %s", path);
	return path;
}

static int run_load(struct texts *arguments)
{
	const char *file = arguments->count ? arguments->texts[0] : input;
	struct bundle *bundle;
	const char *own;
	char *full;

	if (arguments->count > 1 || (arguments->count && input))
		fail(STATUS_USAGE, "load: name one file");
	if (!file && isatty(STDIN_FILENO))
		fail(STATUS_USAGE, "load: an image does not come from a terminal: -i FILE");
	bundle = bundle_read(file ? file : spool_input());
	own = json_get_text(bundle->manifest, "name");
	full = store_name(name ? name : bundle->label ? bundle->label : own ? own : "image");
	bundle_store(bundle, full);
	printf("%s\n", full);
	free(full);
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_load = {
	.name = "load",
	.usage = "[-i FILE] [-t NAME]",
	.summary = "Keep the image that a file has",
	.options = options,
	.run = run_load,
};
