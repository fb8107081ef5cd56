// SPDX-License-Identifier: GPL-2.0
/* roast tag: one more name for an image. */
#include "../base/report.h"
#include "../image/bundle.h"
#include "../verbs.h"

static int run_tag(struct texts *arguments)
{
	struct bundle *bundle;

	if (arguments->count != 2)
		fail(STATUS_USAGE, "tag: give an image and its new name");
	bundle = bundle_find(arguments->texts[0]);
	if (!bundle)
		fail(STATUS_NOT_FOUND, "no image %s; roast images lists them", arguments->texts[0]);
	bundle_store(bundle, arguments->texts[1]);
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_tag = {
	.name = "tag",
	.usage = "IMAGE NAME[:TAG]",
	.summary = "Give an image one more name",
	.run = run_tag,
};
