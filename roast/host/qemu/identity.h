/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who QEMU is. An ordinary user's QEMU is that user. Root's is a user that nobody else is, made of
 * the domain's id: it owns no file and no other process. Of root's rights it keeps those over files
 * that it was given. Where users of that range cannot be had, as in a user namespace without them,
 * it stays root, with the same rights.
 */
#ifndef ROAST_HOST_QEMU_IDENTITY_H
#define ROAST_HOST_QEMU_IDENTITY_H

#include "../host.h"

/*
 * Between what systemd gives to containers and what it reserves at the end (its UIDS-GIDS): nobody
 * hands these out.
 */
#define IDENTITY_FIRST 1879048192U
#define IDENTITY_COUNT 268304384U

/* The user that root's QEMU of the domain is. */
uid_t identity_of(const char *id);

/* For this process, for good. False with errno. */
bool identity_take(const struct spec *spec);

#endif
