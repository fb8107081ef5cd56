// SPDX-License-Identifier: GPL-2.0
/* The flags --cap-add and --cap-drop. */
#include "../base/capabilities.h"

#include "../base/report.h"
#include "run.h"

static void put_capabilities(struct json_object *settings, const char *path, const char *flag,
			     const struct texts *names)
{
	uint64_t mask;

	for (size_t i = 0; i < names->count; i++)
		if (!capability_of(names->texts[i], &mask))
			fail(STATUS_USAGE,
			     "%s %s: not the name of a capability, such as NET_ADMIN, or ALL; see "
			     "capabilities(7)",
			     flag, names->texts[i]);
	if (names->count)
		json_put_texts(settings, path, names);
}

void capabilities_put(struct json_object *settings, const char *add, const struct texts *added,
		      const char *drop, const struct texts *dropped)
{
	put_capabilities(settings, add, "--cap-add", added);
	put_capabilities(settings, drop, "--cap-drop", dropped);
}
