// SPDX-License-Identifier: GPL-2.0
/* Directories that Xen's dom0 shares: device/9pfs/NUMBER/tag (docs/misc/9pfs.pandoc of Xen). */
#include "xen_share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xenstore.h"

#define DEVICES "device/9pfs"

static bool has_tag(struct xenstore *store, const char *number, const char *tag)
{
	char path[64];
	size_t size;
	char *value;
	bool has;

	snprintf(path, sizeof(path), DEVICES "/%s/tag", number);
	value = xenstore_read(store, path, &size);
	has = value && strcmp(value, tag) == 0;
	free(value);
	return has;
}

bool xen_share_is_missing(const char *tag)
{
	struct xenstore store;
	size_t size = 0;
	bool missing = true;
	char *numbers;

	if (!xenstore_open(&store))
		return false;
	numbers = xenstore_list(&store, DEVICES, &size);
	for (char *number = numbers; numbers && number < numbers + size;
	     number += strlen(number) + 1)
		if (has_tag(&store, number, tag))
			missing = false;
	free(numbers);
	xenstore_close(&store);
	return missing;
}
