// SPDX-License-Identifier: GPL-2.0
/* What a domain needs to start at all: mount points, the console, places for temporary files. */
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "private.h"

static const struct {
	const char *path;
	mode_t permissions;
} directories[] = {
	{ "/dev", 0755 }, { "/etc", 0755 },	 { "/proc", 0755 },
	{ "/run", 0755 }, { "/sys", 0755 },	 { "/tmp", 01777 },
	{ "/var", 0755 }, { "/var/tmp", 01777 }, { "/root", 0700 },
};

static const struct {
	const char *path;
	mode_t permissions;
	unsigned int major, minor;
} devices[] = {
	{ "/dev/console", 0600, 5, 1 },
	{ "/dev/null", 0666, 1, 3 },
};

/* What the source has is left as it is, but nothing stands where a device has to be. */
void skeleton_add(struct tree *tree)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		if (!tree_resolve(tree, directories[i].path, true))
			tree_add_directory(tree, directories[i].path, directories[i].permissions);
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		struct node node = {
			.path = devices[i].path,
			.mode = S_IFCHR | devices[i].permissions,
			.device = makedev(devices[i].major, devices[i].minor),
		};

		tree_remove(tree, node.path);
		tree_add(tree, &node);
	}
}
