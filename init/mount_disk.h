/* SPDX-License-Identifier: GPL-2.0 */
/* Mounting one file system. */
#ifndef INIT_MOUNT_DISK_H
#define INIT_MOUNT_DISK_H

#include "mount_options.h"

/*
 * Mounts source on target. Without a type (null) all that the kernel has for disks are tried.
 * Returns 0 or an errno value.
 */
int mount_disk(const char *source, const char *target, const char *type,
	       const struct mount_options *options);

/* In words what such an errno value means; type as it was given to mount_disk(). */
const char *mount_reason(int error, const char *type);

#endif
