/* SPDX-License-Identifier: GPL-2.0 */
/* What hosts ask of volumes. Mistakes end through fail(). */
#ifndef ROAST_HOST_DISKS_H
#define ROAST_HOST_DISKS_H

#include "host.h"

/* "qcow2" or "raw", by what the file begins with; a block device is raw. */
const char *disk_format(const char *path);

/*
 * Names all volumes: directories "roast0", "roast1" ..., disks prefix and a letter, "/dev/vda" to
 * "/dev/vdz", then "/dev/vdaa"; and sets the format of those that have none.
 */
void volumes_name(struct spec *spec, const char *prefix);

#endif
