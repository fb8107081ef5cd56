/* SPDX-License-Identifier: GPL-2.0 */
/* The name of the domain. */
#ifndef INIT_HOSTNAME_H
#define INIT_HOSTNAME_H

/*
 * Sets the host name: configured, or with null the name that the Xen toolstack gave the
 * domain, or "rump".
 */
void hostname_set(const char *configured);

/* A DHCP server suggests a name: taken if none is configured. */
void hostname_suggest(const char *name);

#endif
