/* SPDX-License-Identifier: GPL-2.0 */
/* What the types of devices that the device mapper makes have in common. */
#ifndef INIT_MAPPER_H
#define INIT_MAPPER_H

#include <stdbool.h>

struct device;

#define MAPPER_FOLDER "/dev/mapper/"

/* Ends through fail() with RUMPROAST_EXIT_CONFIGURATION if the kernel has no device mapper. */
void mapper_require(const struct device *device);

/* The same, and the disk that the device's key "device" names, into disk (DISK_PATH_MAX bytes). */
void mapper_disk(const struct device *device, char *disk);

/* Takes the device of that name down; false with errno, EBUSY if something uses it. */
bool mapper_remove(const char *name);

#endif
