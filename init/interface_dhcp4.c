// SPDX-License-Identifier: GPL-2.0
/* What a DHCPv4 lease does to an interface. */
#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "hostname.h"
#include "interface_parts.h"
#include "settings.h"

static bool in_network(struct in_addr address, const struct network *network)
{
	uint32_t mask = network->prefix ? UINT32_MAX << (32 - network->prefix) : 0;

	return ((address.s_addr ^ network->v4.s_addr) & htonl(mask)) == 0;
}

static struct route dhcp4_route(const struct interface *interface, const struct dhcp4_route *from)
{
	struct route route = {
		.to = { .family = AF_INET, .prefix = from->prefix, .v4 = from->to },
		.onlink = !in_network(from->gateway, &interface->dhcp4_address),
	};

	route.metric = (uint32_t)interface->position;
	if (from->gateway.s_addr)
		route.via =
			(struct network){ .family = AF_INET, .prefix = 32, .v4 = from->gateway };
	return route;
}

static bool same_routes(const struct dhcp4_answer *one, const struct dhcp4_answer *other)
{
	if (one->route_count != other->route_count)
		return false;
	for (int i = 0; i < one->route_count; i++) {
		const struct dhcp4_route *a = &one->routes[i], *b = &other->routes[i];

		if (a->to.s_addr != b->to.s_addr || a->prefix != b->prefix ||
		    a->gateway.s_addr != b->gateway.s_addr)
			return false;
	}
	return true;
}

static void remove_dhcp4_routes(struct interface *interface)
{
	struct dhcp4_answer *set = &interface->dhcp4_routes;

	for (int i = 0; i < set->route_count; i++) {
		struct route route = dhcp4_route(interface, &set->routes[i]);

		netlink_route_remove(interface->index, &route);
	}
	set->route_count = 0;
}

/* A renewal may bring other routes: those of before that are not among them are removed. */
static void set_dhcp4_routes(struct interface *interface)
{
	const struct dhcp4_answer *lease = &interface->dhcp4.lease;
	struct dhcp4_answer *set = &interface->dhcp4_routes;

	if (same_routes(set, lease))
		return;
	remove_dhcp4_routes(interface);
	for (int i = 0; i < lease->route_count; i++) {
		struct route route = dhcp4_route(interface, &lease->routes[i]);

		interface_complain(interface, "route from DHCP",
				   netlink_route_add(interface->index, &route));
	}
	set->route_count = lease->route_count;
	memcpy(set->routes, lease->routes, sizeof(lease->routes));
}

static void fill_dhcp4_dns(struct interface *interface)
{
	const struct dhcp4_answer *lease = &interface->dhcp4.lease;

	memset(&interface->dns4, 0, sizeof(interface->dns4));
	for (int i = 0; i < lease->dns_count; i++)
		interface_add_server(&interface->dns4, AF_INET, &lease->dns[i]);
	snprintf(interface->dns4.search, sizeof(interface->dns4.search), "%s", lease->search);
}

static void remove_dhcp4_address(struct interface *interface)
{
	if (!interface->dhcp4_address.family)
		return;
	remove_dhcp4_routes(interface);
	netlink_address_remove(interface->index, &interface->dhcp4_address);
	interface->dhcp4_address.family = 0;
}

static void set_dhcp4_address(struct interface *interface)
{
	const struct dhcp4_answer *lease = &interface->dhcp4.lease;
	struct network address = { .family = AF_INET,
				   .prefix = lease->prefix,
				   .v4 = lease->address };
	bool same = interface->dhcp4_address.family &&
		    interface->dhcp4_address.v4.s_addr == address.v4.s_addr &&
		    interface->dhcp4_address.prefix == address.prefix;
	int error;

	if (!same)
		remove_dhcp4_address(interface);
	error = netlink_address_add(interface->index, &address, interface->position, lease->lease,
				    lease->lease);
	interface_complain(interface, "address from DHCP", error);
	if (error)
		return;
	interface->dhcp4_address = address;
	if (!same)
		interface_tell_address(interface, &address, "DHCP");
}

static void dhcp4_changed(struct dhcp4 *client, bool bound)
{
	struct interface *interface = (void *)((char *)client - offsetof(struct interface, dhcp4));

	if (bound) {
		set_dhcp4_address(interface);
		set_dhcp4_routes(interface);
		fill_dhcp4_dns(interface);
		hostname_suggest(client->lease.hostname, interface->position);
		if (!setting_number(interface->settings, "mtu", 0))
			interface_set_mtu(interface, client->lease.mtu);
	} else {
		remove_dhcp4_address(interface);
		memset(&interface->dns4, 0, sizeof(interface->dns4));
	}
	interface->has_dhcp4 = bound;
	interface_changed(interface);
}

void interface_start_dhcp4(struct interface *interface, const struct link *link)
{
	interface->dhcp4.index = interface->index;
	interface->dhcp4.name = interface->name;
	interface->dhcp4.hostname = hostname_given();
	interface->dhcp4.changed = dhcp4_changed;
	memcpy(interface->dhcp4.mac, link->mac, sizeof(link->mac));
	dhcp4_start(&interface->dhcp4);
}
