/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of disks as the configuration has them, and the nodes in /dev they stand for.
 *
 *   /dev/...            a node, or a link to one
 *   UUID=, LABEL=       what a file system or another content says of itself
 *   PARTUUID=, PARTLABEL=  what a partition table says of a partition
 *   serial=             the serial number that the host gave a virtio disk
 *
 * /dev/disk/by-uuid/X and its like are taken for UUID=X: there is no udev to make them.
 */
#ifndef INIT_DISK_NAME_H
#define INIT_DISK_NAME_H

#include <stdbool.h>

#define DISK_PATH_MAX 256

/* How long to wait for a disk if the configuration does not say. */
#define DISK_WAIT_SECONDS 10

/* Whether name is one of these forms; all else is no disk but what a file system wants. */
bool disk_name_is(const char *name);

/*
 * Waits until the disk is there and writes its node to path, which has DISK_PATH_MAX bytes.
 * False if it did not appear in that time; of that nothing is said. Ends through fail() with
 * RUMPROAST_EXIT_STORAGE if the name stands for several disks.
 */
bool disk_find(const char *where, const char *name, long seconds, char *path);

/* As disk_find(), but a disk that does not appear ends the domain with RUMPROAST_EXIT_DEVICE. */
void disk_require(const char *where, const char *name, long seconds, char *path);

#endif
