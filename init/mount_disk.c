// SPDX-License-Identifier: GPL-2.0
/* One file system, of a type that is told or found out. */
#include "mount_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "files.h"
#include "xen_share.h"

/* Tries the kernel's disk file systems one after the other; errno of the last that knew it. */
static int mount_any_type(const char *source, const char *target, unsigned long flags,
			  const char *data)
{
	char *list = file_read("/proc/filesystems", 65536, NULL);
	char *rest = list;
	char *line;
	int error = ENODEV;

	while (error && list && (line = strsep(&rest, "\n"))) {
		if (line[0] != '\t')
			continue; /* "nodev": not on a disk */
		if (mount(source, target, line + 1, flags | MS_SILENT, data) == 0)
			error = 0;
		else if (errno != EINVAL)
			error = errno;
		else if (error == ENODEV)
			error = EINVAL;
	}
	free(list);
	return error;
}

/* A file system on a disk that cannot be written is refused unless it is asked only to read. */
static bool is_read_only(const char *source)
{
	int fd = open(source, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int read_only = 0;

	if (fd < 0)
		return false;
	if (ioctl(fd, BLKROGET, &read_only) < 0)
		read_only = 0; /* no disk */
	close(fd);
	return read_only;
}

/* Of a tag that is not there virtio says ENOENT, and Xen what it says of wrong options. */
static int mount_share(const char *source, const char *target, unsigned long flags,
		       const char *data)
{
	if (mount(source, target, "9p", flags, data) == 0)
		return 0;
	if (errno != EINVAL || !strstr(data, "trans=xen"))
		return errno;
	return xen_share_is_missing(source) ? ENOENT : EINVAL;
}

int mount_disk(const char *source, const char *target, const char *type,
	       const struct mount_options *options)
{
	unsigned long flags = options->flags;

	if (flags & (MS_BIND | MS_REMOUNT | MS_MOVE))
		return mount(source, target, type, flags, options->data) == 0 ? 0 : errno;
	if (strncmp(source, "/dev/", 5) == 0 && is_read_only(source))
		flags |= MS_RDONLY;
	if (!type)
		return mount_any_type(source, target, flags, options->data);
	if (strcmp(type, "9p") == 0)
		return mount_share(source, target, flags, options->data);
	return mount(source, target, type, flags, options->data) == 0 ? 0 : errno;
}

const char *mount_reason(int error, const char *type)
{
	if (error == ENODEV && type)
		return "this kernel has no such file system";
	if (error == ENOENT && type && strcmp(type, "9p") == 0)
		return "no directory is shared with this domain by that tag";
	if (error == ENODEV || error == EINVAL)
		return "it holds no file system this kernel knows, or the options are wrong";
	return strerror(error);
}
