// SPDX-License-Identifier: GPL-2.0
/* roast push: an image to a registry. */
#include <stdio.h>

#include "../base/report.h"
#include "../image/bundle.h"
#include "../verbs.h"

static int run_push(struct texts *arguments)
{
	struct bundle *bundle;
	const char *to;

	if (arguments->count != 1 && arguments->count != 2)
		fail(STATUS_USAGE, "push: name an image and where it goes: registry/name:tag");
	to = arguments->texts[arguments->count - 1];
	bundle = bundle_find(arguments->texts[0]);
	if (!bundle && bundle_is(arguments->texts[0]))
		bundle = bundle_read(arguments->texts[0]);
	if (!bundle)
		fail(STATUS_NOT_FOUND, "no image %s; roast images lists them", arguments->texts[0]);
	bundle_push(bundle, to);
	printf("sha256:%s\n", bundle->digest);
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_push = {
	.name = "push",
	.usage = "IMAGE [[TRANSPORT:]REFERENCE]",
	.summary = "Put an image into a registry, by skopeo",
	.details = "Without a reference the image's own name is one.\n"
		   "TRANSPORT is one of skopeo's: docker:// (default), oci:, dir: ...\n",
	.run = run_push,
};
