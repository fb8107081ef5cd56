/* SPDX-License-Identifier: GPL-2.0 */
/* Links, as rtnetlink(7) messages describe them. */
#ifndef INIT_LINKS_H
#define INIT_LINKS_H

#include <sys/types.h>

#include "netlink.h"

/* Hands out the links among size bytes of messages, in which other messages may be, too. */
void links_take(const void *bytes, ssize_t size, void (*found)(const struct link *link));

#endif
