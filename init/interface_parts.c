// SPDX-License-Identifier: GPL-2.0
/* What the parts of an interface have in common. */
#include <arpa/inet.h>
#include <string.h>

#include "interface_parts.h"
#include "say.h"

void interface_add_server(struct resolv_entry *entry, sa_family_t family, const void *address)
{
	const int most = sizeof(entry->servers) / sizeof(entry->servers[0]);
	struct network *server = &entry->servers[entry->server_count];

	if (entry->server_count == most)
		return;
	*server = (struct network){ .family = family };
	memcpy(&server->v4, address, family == AF_INET ? 4 : 16);
	entry->server_count++;
}

void interface_complain(const struct interface *interface, const char *what, int error)
{
	if (error)
		warn("%s: %s: %s", interface->name, what, strerror(error));
}

void interface_set_mtu(const struct interface *interface, long mtu)
{
	if (mtu)
		interface_complain(interface, "mtu",
				   netlink_link_mtu(interface->index, (unsigned int)mtu));
}

void interface_tell_address(const struct interface *interface, const struct network *address,
			    const char *how)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(address->family, &address->v4, text, sizeof(text));
	say("%s has address %s/%d by %s", interface->name, text, address->prefix, how);
}
