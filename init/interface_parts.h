/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of an interface (interface.h), for one another. */
#ifndef INIT_INTERFACE_PARTS_H
#define INIT_INTERFACE_PARTS_H

#include "interface.h"

/* Of routes of IPv6 that say none, as the kernel has it. */
#define METRIC6 1024

/* Adds a server, if there is room. */
void interface_add_server(struct resolv_entry *entry, sa_family_t family, const void *address);

/* Warns of an error of a call, if it is one; says that there is an address, and from where. */
void interface_complain(const struct interface *interface, const char *what, int error);
void interface_tell_address(const struct interface *interface, const struct network *address,
			    const char *how);

/* 0: as it is */
void interface_set_mtu(const struct interface *interface, long mtu);

void interface_start_dhcp4(struct interface *interface, const struct link *link);
void interface_start_dhcp6(struct interface *interface);

#endif
