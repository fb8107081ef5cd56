/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the flags of `roast run` (and build, and export) mean. Mistakes end through fail() with
 * STATUS_USAGE and the flag's text.
 */
#ifndef ROAST_RUN_H
#define ROAST_RUN_H

#include <stddef.h>

#include "../domain/domain.h"
#include "../image/bundle.h"

/* -p [ADDRESS:][HOST:]DOMAIN[/tcp|/udp], ranges A-B:C-D; IPv6 addresses in brackets. */
void ports_take(struct spec *spec, const struct texts *flags);

/*
 * -v SOURCE:TARGET[:OPTIONS]: SOURCE is a directory, a disk image, a block device, or else the
 * name of a volume. OPTIONS: ro, rw, type=FILESYSTEM.
 */
void volumes_take(struct spec *spec, const struct texts *flags);

/*
 * Makes the named volumes that are not there. archive: an image's, where the owner of a new
 * volume's root is looked up, by TARGET.
 */
void volumes_make(const struct spec *spec, const char *archive);

/* -e NAME=VALUE, -e NAME (this process's), --env-file: an object of names and values. */
struct json_object *environment_take(const struct texts *flags, const struct texts *files);

/* no, on-failure[:LIMIT], always, unless-stopped. */
void restart_take(struct order *order, const char *flag);

/* One "mounts" element per volume whose device is known. */
void volumes_mount(const struct spec *spec, const char *host, struct json_object *settings);

/* Components that the volumes take: 9P, and the file systems of disks. */
void volumes_components(const struct spec *spec, const char *host, struct texts *components);

#endif
