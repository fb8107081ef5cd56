/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Named volumes: disks with ext4 that outlive the domains that use them.
 *
 * Each is VOLUMES/NAME, a directory with "disk" (a sparse raw image) and "volume.json" {"name",
 * "format", "created", "size"}. A disk and not a directory, because every host has disks, and what
 * was promised of fsync on them is tested. Mistakes end through fail().
 */
#ifndef ROAST_VOLUME_H
#define ROAST_VOLUME_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define VOLUME_SIZE_DEFAULT (10ULL << 30)

/* 1 to 64 of [A-Za-z0-9_.-], the first a letter or digit. */
bool volume_name_is_valid(const char *name);

/* The volume's disk; null if there is no such volume. The caller's. */
char *volume_disk(const char *name);

/*
 * Fails if there is something of this name that is no volume of this user's, so that nothing is
 * made or opened in its place; or if the volume is still where an older roast kept it.
 */
void volume_refuse_anothers(const char *name);

/*
 * Makes a volume: a file system of at most size bytes whose root belongs to uid:gid. Fails with
 * STATUS_IN_USE if it is there, STATUS_TOOL without mke2fs. Two at once: one is first.
 */
void volume_create(const char *name, uint64_t size, uid_t uid, gid_t gid);

/* The names of all, sorted; the caller's, null at the end. */
char **volume_list(void);
struct json_object *volume_inspect(const char *name); /* null if there is none */

/* Fails with STATUS_IN_USE if a domain that has not been removed uses it. */
void volume_remove(const char *name);

/* Names of the domains, running or not, that use this volume. */
struct texts;
void volume_users(const char *name, struct texts *domains);

#endif
