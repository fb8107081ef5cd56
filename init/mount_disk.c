// SPDX-License-Identifier: GPL-2.0
/* One file system, of a type that is told or found out. */
#include "mount_disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "files.h"

/* Tries the kernel's disk file systems one after the other; errno of the last that knew it. */
static int mount_any_type(const char *source, const char *target,
			  const struct mount_options *options)
{
	char *list = file_read("/proc/filesystems", 65536, NULL);
	char *rest = list;
	char *line;
	int error = ENODEV;

	while (error && list && (line = strsep(&rest, "\n"))) {
		if (line[0] != '\t')
			continue; /* "nodev": not on a disk */
		if (mount(source, target, line + 1, options->flags | MS_SILENT, options->data) == 0)
			error = 0;
		else if (errno != EINVAL)
			error = errno;
		else if (error == ENODEV)
			error = EINVAL;
	}
	free(list);
	return error;
}

int mount_disk(const char *source, const char *target, const char *type,
	       const struct mount_options *options)
{
	if (!type && !(options->flags & (MS_BIND | MS_REMOUNT | MS_MOVE)))
		return mount_any_type(source, target, options);
	return mount(source, target, type, options->flags, options->data) == 0 ? 0 : errno;
}

const char *mount_reason(int error, const char *type)
{
	if (error == ENODEV && type)
		return "this kernel has no such file system";
	if (error == ENODEV || error == EINVAL)
		return "it holds no file system this kernel knows, or the options are wrong";
	return strerror(error);
}
