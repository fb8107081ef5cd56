// SPDX-License-Identifier: GPL-2.0
/* roast rmi: takes images away. */
#include <stdio.h>

#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static int run_rmi(struct texts *arguments)
{
	if (!arguments->count)
		fail(STATUS_USAGE, "rmi: name the images that are to go; roast images lists them");
	for (size_t i = 0; i < arguments->count; i++) {
		store_remove(arguments->texts[i]);
		printf("%s\n", arguments->texts[i]);
	}
	return STATUS_OK;
}

const struct verb verb_rmi = {
	.name = "rmi",
	.usage = "NAME[:TAG]|DIGEST...",
	.summary = "Take images away",
	.details = "An image goes with the last of its names. By its digest it goes with all.\n",
	.run = run_rmi,
};
