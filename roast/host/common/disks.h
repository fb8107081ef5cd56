/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What hosts ask of volumes. Mistakes end through fail().
 *
 * A disk's format is what the operator or the volume's record says, never what its bytes look like:
 * the domain writes them, and a qcow2 header of its making would name any file of this machine.
 */
#ifndef ROAST_HOST_DISKS_H
#define ROAST_HOST_DISKS_H

#include "../host.h"

/*
 * Whether no disk can lead to another file of this machine: a qcow2 image names no backing file and
 * no data file, and only the caller or root can write to it. False with a line in *why, the
 * caller's.
 */
bool disks_are_safe(const struct spec *spec, char **why);

/*
 * Names all volumes: directories "roast0", "roast1" ..., disks prefix and a letter, "/dev/vda" to
 * "/dev/vdz", then "/dev/vdaa"; disks without a format are raw. Fails if disks_are_safe() does.
 */
void volumes_name(struct spec *spec, const char *prefix);

#endif
