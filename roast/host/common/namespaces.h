/* SPDX-License-Identifier: GPL-2.0 */
/* Namespaces of a process that is about to become a host's program. Single-threaded. */
#ifndef ROAST_HOST_NAMESPACES_H
#define ROAST_HOST_NAMESPACES_H

#include <stdbool.h>

/*
 * As unshare(2) of flags (CLONE_NEWNS, CLONE_NEWNET). An ordinary user gets a user namespace
 * besides, in which the user is the same one. False with errno.
 */
bool namespaces_make(int flags);

#endif
