// SPDX-License-Identifier: GPL-2.0
/* The device mapper's control device. */
#include "mapper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "devices.h"
#include "disk_name.h"
#include "say.h"
#include "settings.h"

#define CONTROL MAPPER_FOLDER DM_CONTROL_NODE

void mapper_require(const struct device *device)
{
	if (access(CONTROL, F_OK) < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: this kernel has no device mapper; its component is \"mapper\"",
		     device->where);
}

void mapper_disk(const struct device *device, char *disk)
{
	mapper_require(device);
	disk_require(device->where, setting_text(device->entry, "device", ""), device->wait, disk);
}

bool mapper_remove(const char *name)
{
	struct dm_ioctl command = {
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = sizeof(command),
		.data_start = sizeof(command),
	};
	int fd = open(CONTROL, O_RDWR | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return false;
	snprintf(command.name, sizeof(command.name), "%s", name);
	if (ioctl(fd, DM_DEV_REMOVE, &command) < 0)
		error = errno;
	close(fd);
	errno = error;
	return error == 0;
}
