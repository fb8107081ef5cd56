// SPDX-License-Identifier: GPL-2.0
/* Sorting mount options into flags of mount(2) and data for the file system. */
#include "mount_options.h"

#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

static const struct {
	const char *name;
	unsigned long set, clear;
} known[] = {
	{ "defaults", 0, 0 },
	{ "ro", MS_RDONLY, 0 },
	{ "rw", 0, MS_RDONLY },
	{ "nosuid", MS_NOSUID, 0 },
	{ "suid", 0, MS_NOSUID },
	{ "nodev", MS_NODEV, 0 },
	{ "dev", 0, MS_NODEV },
	{ "noexec", MS_NOEXEC, 0 },
	{ "exec", 0, MS_NOEXEC },
	{ "sync", MS_SYNCHRONOUS, 0 },
	{ "async", 0, MS_SYNCHRONOUS },
	{ "dirsync", MS_DIRSYNC, 0 },
	{ "noatime", MS_NOATIME, 0 },
	{ "atime", 0, MS_NOATIME },
	{ "nodiratime", MS_NODIRATIME, 0 },
	{ "relatime", MS_RELATIME, 0 },
	{ "strictatime", MS_STRICTATIME, 0 },
	{ "remount", MS_REMOUNT, 0 },
	{ "bind", MS_BIND, 0 },
	{ "rbind", MS_BIND | MS_REC, 0 },
	{ "move", MS_MOVE, 0 },
	{ "_netdev", 0, 0 },
};

static int apply_known(const char *word, size_t length, unsigned long *flags)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].name) == length && memcmp(known[i].name, word, length) == 0) {
			*flags = (*flags & ~known[i].clear) | known[i].set;
			return 1;
		}
	return 0;
}

void mount_options_parse(const char *text, struct mount_options *options)
{
	size_t used = 0;

	options->flags = 0;
	while (*text) {
		size_t length = strcspn(text, ",");

		if (length && !apply_known(text, length, &options->flags) &&
		    used + length + 2 < sizeof(options->data)) {
			if (used)
				options->data[used++] = ',';
			memcpy(options->data + used, text, length);
			used += length;
		}
		text += length + (text[length] == ',');
	}
	options->data[used] = 0;
}
