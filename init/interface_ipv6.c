// SPDX-License-Identifier: GPL-2.0
/* What routers advertise and DHCPv6 servers give to an interface. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "interface_parts.h"

static void set_dhcp6_address(struct interface *interface, bool had)
{
	const struct dhcp6_answer *lease = &interface->dhcp6.lease;
	struct network address = { .family = AF_INET6, .prefix = 128, .v6 = lease->address };

	interface_complain(interface, "address from DHCPv6",
			   netlink_address_add(interface->index, &address, interface->position,
					       lease->preferred, lease->valid));
	if (!had)
		interface_tell_address(interface, &address, "DHCPv6");
}

static void dhcp6_changed(struct dhcp6 *client, bool bound)
{
	struct interface *interface = (void *)((char *)client - offsetof(struct interface, dhcp6));
	const struct dhcp6_answer *lease = &client->lease;
	struct network address = { .family = AF_INET6, .prefix = 128, .v6 = lease->address };
	bool had = interface->has_dhcp6;

	interface->has_dhcp6 = bound && lease->has_address;
	memset(&interface->dns6, 0, sizeof(interface->dns6));
	interface->dns6.index = interface->index;
	if (interface->has_dhcp6)
		set_dhcp6_address(interface, had);
	else if (had)
		netlink_address_remove(interface->index, &address);
	for (int i = 0; bound && i < lease->dns_count; i++)
		interface_add_server(&interface->dns6, AF_INET6, &lease->dns[i]);
	if (bound)
		snprintf(interface->dns6.search, sizeof(interface->dns6.search), "%s",
			 lease->search);
	interface_changed(interface);
}

void interface_start_dhcp6(struct interface *interface)
{
	interface->dhcp6.index = interface->index;
	interface->dhcp6.name = interface->name;
	interface->dhcp6.changed = dhcp6_changed;
	memcpy(interface->dhcp6.mac, interface->mac, sizeof(interface->mac));
	interface->runs_dhcp6 = true;
	dhcp6_start(&interface->dhcp6);
}

static void advertised_changed(struct advertised *advertised)
{
	struct interface *interface =
		(void *)((char *)advertised - offsetof(struct interface, advertised));
	struct resolv_entry *entry = &interface->dns_router;

	memset(entry, 0, sizeof(*entry));
	entry->index = interface->index;
	for (int i = 0; i < ADVERTISED_SERVERS_MAX; i++)
		if (advertised->servers[i].until)
			interface_add_server(entry, AF_INET6, &advertised->servers[i].address);
	for (int i = 0; i < ADVERTISED_DOMAINS_MAX; i++)
		if (advertised->domains[i].until)
			name_add(entry->search, sizeof(entry->search), advertised->domains[i].name);
	interface_changed(interface);
}

void interface_advertised(struct interface *interface, const unsigned char *option, size_t size)
{
	interface->advertised.changed = advertised_changed;
	advertised_option(&interface->advertised, option, size);
}

/* An address is asked for where any router says so, and never less than before. */
void interface_routers_say(struct interface *interface, bool managed, bool other)
{
	if (!interface->follows_routers || (!managed && !other))
		return;
	if (!interface->runs_dhcp6) {
		interface->dhcp6.only_information = !managed;
		interface_start_dhcp6(interface);
	} else if (managed && interface->dhcp6.only_information) {
		dhcp6_want_address(&interface->dhcp6);
	}
}

static bool is_of_dhcp6(const struct interface *interface, const struct network *address)
{
	return interface->has_dhcp6 &&
	       memcmp(&address->v6, &interface->dhcp6.lease.address, sizeof(address->v6)) == 0;
}

void interface_has_address(struct interface *interface, const struct network *address)
{
	if (IN6_IS_ADDR_LINKLOCAL(&address->v6))
		return;
	if (!is_of_dhcp6(interface, address) && !interface->has_slaac) {
		interface->has_slaac = true;
		/* With another address the further one is no news. */
		if (interface->wants_slaac || !interface->has_dhcp4)
			interface_tell_address(interface, address, "router advertisement");
	}
	interface->has_v6 = true;
	interface_changed(interface);
}
