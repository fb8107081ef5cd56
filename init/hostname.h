/* SPDX-License-Identifier: GPL-2.0 */
/* The name of the domain. */
#ifndef INIT_HOSTNAME_H
#define INIT_HOSTNAME_H

/*
 * Sets the host name: configured, or with null the name that the Xen toolstack gave the
 * domain, or "rump". It is put into /etc/hosts, too, which is made if there is none.
 */
void hostname_set(const char *configured);

/* The name if it was given in one of these ways, else null. */
const char *hostname_given(void);

/*
 * A DHCP server suggests a name: taken, also into /etc/hosts, if none was given, and none came from
 * an interface of a lower position.
 */
void hostname_suggest(const char *name, int position);

#endif
