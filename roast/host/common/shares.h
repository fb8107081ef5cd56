/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is shared with a domain and needs a place of its own: single files, and on Xen directories
 * that are only to be read. The host's program (QEMU, or xl and its QEMU) sees these places in a
 * mount namespace that nobody else is in.
 */
#ifndef ROAST_HOST_SHARES_H
#define ROAST_HOST_SHARES_H

#include "../host.h"

/* The name that a single file has in its place. */
#define SHARE_FILE "file"

/* A spec, and whether directories that are only to be read get a place, too. */
struct shares {
	const struct spec *spec;
	bool read_only_directories;
};

/* Whether it is shared by 9P, and no disk. */
bool volume_is_shared(const struct volume *volume);

/* The first of the spec that is shared; null if there is none. Not to be freed. */
const char *shares_first(const struct spec *spec);

/* Whether any of them needs a place, so that the program has to be started by shares_enter(). */
bool shares_need_places(const struct shares *shares);

/* What the program is to share of a volume: its place, or its source. The caller's. */
char *share_path(const struct shares *shares, const struct volume *volume);

/*
 * For process_start_prepared(), with a struct shares: makes the namespace and the places, or says
 * on standard error why that cannot be done, in a line that begins with SHARES_TROUBLE. An ordinary
 * user gets a user namespace besides, in which the user is the same one.
 */
bool shares_enter(const void *shares);
#define SHARES_TROUBLE "roast: "

/* The line in text that shares_enter() wrote, without SHARES_TROUBLE; the caller's, or null. */
char *shares_complaint(const char *text);

#endif
