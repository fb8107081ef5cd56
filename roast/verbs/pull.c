// SPDX-License-Identifier: GPL-2.0
/* roast pull: an image from a registry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "../image/bundle.h"
#include "../verbs.h"

static struct bundle_options image;
static char *name;

static const struct option_row options[] = {
	{ 't', "tag", OPTION_TEXT, "NAME[:TAG]", "what to call it here", &name },
	{ 0, "component", OPTION_TEXTS, "NAME", "of the kernel, beyond what is needed",
	  &image.components },
	{ 0, "kernel", OPTION_TEXT, "FILE", "this kernel", &image.kernel },
	{ 0 },
};

/* "docker://registry/web:1" is kept as "registry/web:1", "oci:dir/web" as "web". */
static char *local_name(const char *reference)
{
	const char *rest = reference;
	const char *slashes = strstr(reference, "://");
	const char *colon = strchr(reference, ':');

	if (slashes)
		return text_copy(slashes + 3);
	if (colon && strchr("/.", colon[1]))
		rest = colon + 1;
	else if (text_begins(reference, "oci:") || text_begins(reference, "dir:"))
		rest = reference + 4;
	else
		return text_copy(reference);
	return text_copy(strrchr(rest, '/') ? strrchr(rest, '/') + 1 : rest);
}

static int run_pull(struct texts *arguments)
{
	struct bundle *bundle;
	char *local;

	if (arguments->count != 1)
		fail(STATUS_USAGE, "pull: name one image: registry/name:tag");
	local = name ? text_copy(name) : local_name(arguments->texts[0]);
	free(store_name(local));
	bundle = bundle_pull(arguments->texts[0], &image);
	bundle_store(bundle, local);
	printf("%s\n", report_settings.json ? bundle->digest : local);
	bundle_free(bundle);
	free(local);
	return STATUS_OK;
}

const struct verb verb_pull = {
	.name = "pull",
	.usage = "[FLAG]... [TRANSPORT:]REFERENCE",
	.summary = "Get an image from a registry, by skopeo",
	.details =
		"Images for containers are made into images of domains; what roast push wrote is "
		"taken as it is.\n"
		"TRANSPORT is one of skopeo's: docker:// (default), oci:, dir:, "
		"docker-archive: ...\n",
	.options = options,
	.run = run_pull,
};
