// SPDX-License-Identifier: GPL-2.0
/* Bringing one interface up as the settings want it. */
#include "interface.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "hostname.h"
#include "say.h"
#include "settings.h"

void (*interface_changed)(struct interface *interface);

static struct network network_of(const char *text, bool with_prefix)
{
	struct network network;

	/* schema_check() has seen to it that the text is one. */
	if (!network_parse(text, with_prefix, &network))
		abort();
	return network;
}

static bool has_fixed(struct json *settings, sa_family_t family)
{
	struct json *list = json_at(settings, "addresses");

	for (size_t i = 0; i < json_count(list); i++)
		if (network_of(setting_element_text(list, i), true).family == family)
			return true;
	return false;
}

static void add_server(struct resolv_entry *entry, sa_family_t family, const void *address)
{
	const int most = sizeof(entry->servers) / sizeof(entry->servers[0]);
	struct network *server = &entry->servers[entry->server_count];

	if (entry->server_count == most)
		return;
	*server = (struct network){ .family = family };
	memcpy(&server->v4, address, family == AF_INET ? 4 : 16);
	entry->server_count++;
}

static void fill_dns(struct resolv_entry *entry, struct json *settings)
{
	struct json *servers = json_at(settings, "dns");
	struct json *search = json_at(settings, "search");

	for (size_t i = 0; i < json_count(servers); i++) {
		struct network server = network_of(setting_element_text(servers, i), false);

		add_server(entry, server.family, &server.v4);
	}
	for (size_t i = 0; i < json_count(search); i++) {
		const char *domain = setting_element_text(search, i);
		size_t used = strlen(entry->search);

		if (used + strlen(domain) + 2 < sizeof(entry->search))
			sprintf(entry->search + used, "%s%s", used ? " " : "", domain);
	}
}

struct interface *interface_new(const char *key, struct json *settings)
{
	struct interface *interface = calloc(1, sizeof(*interface));

	if (!interface)
		fail(RUMPROAST_EXIT_START, "not enough memory for the network interfaces");
	interface->key = key;
	interface->settings = settings;
	interface->wants_dhcp4 = setting_boolean(settings, "dhcp4", !has_fixed(settings, AF_INET));
	interface->wants_dhcp6 = setting_boolean(settings, "dhcp6", false);
	interface->wants_slaac = setting_boolean(settings, "slaac", false);
	fill_dns(&interface->dns, settings);
	return interface;
}

static bool mac_equals(const char *text, const unsigned char mac[6])
{
	char own[18];

	snprintf(own, sizeof(own), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return strcasecmp(text, own) == 0;
}

bool interface_is(const struct interface *interface, const struct link *link)
{
	if (!interface->key)
		return interface->index == link->index;
	return strcmp(interface->key, link->name) == 0 || mac_equals(interface->key, link->mac);
}

static void complain(const struct interface *interface, const char *what, int error)
{
	if (error)
		warn("%s: %s: %s", interface->name, what, strerror(error));
}

/* What the configuration wants must come true, or the domain is not what it was meant to be. */
static void must(const struct interface *interface, const char *what, int error)
{
	if (error)
		fail(RUMPROAST_EXIT_CONFIGURATION, "net.%s: %s: %s", interface->name, what,
		     strerror(error));
}

static void set_ipv6(const struct interface *interface, const char *key, bool on)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", interface->name, key);
	if (!file_write(path, on ? "1" : "0") && errno != ENOENT)
		complain(interface, path, errno);
}

static void add_fixed_addresses(struct interface *interface)
{
	struct json *list = json_at(interface->settings, "addresses");

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = setting_element_text(list, i);
		struct network address = network_of(text, true);

		must(interface, text,
		     netlink_address_add(interface->index, &address, LIFETIME_FOREVER,
					 LIFETIME_FOREVER));
	}
}

static void add_fixed_gateways(struct interface *interface)
{
	struct json *list = json_at(interface->settings, "gateways");

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = setting_element_text(list, i);
		struct route route = { .via = network_of(text, false), .onlink = true };

		route.to.family = route.via.family;
		must(interface, text, netlink_route_add(interface->index, &route));
	}
}

static void add_fixed_routes(struct interface *interface)
{
	struct json *list = json_at(interface->settings, "routes");

	for (size_t i = 0; i < json_count(list); i++) {
		struct json *entry = json_element(list, i);
		const char *to = setting_text(entry, "to", NULL);
		const char *via = setting_text(entry, "via", NULL);
		struct route route = { .onlink = true };

		if (!to)
			fail(RUMPROAST_EXIT_CONFIGURATION, "net.%s.routes[%zu]: needs \"to\"",
			     interface->name, i);
		route.to = network_of(to, true);
		if (via)
			route.via = network_of(via, false);
		if (via && route.via.family != route.to.family)
			fail(RUMPROAST_EXIT_CONFIGURATION,
			     "net.%s.routes[%zu]: \"to\" and \"via\" are not both IPv4 or IPv6",
			     interface->name, i);
		route.metric = (uint32_t)setting_number(entry, "metric", 0);
		must(interface, to, netlink_route_add(interface->index, &route));
	}
}

static void set_mtu(const struct interface *interface, long mtu)
{
	if (mtu)
		complain(interface, "mtu", netlink_link_mtu(interface->index, (unsigned int)mtu));
}

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

/* A renewal may bring other routes: those of before that are not among them are removed. */
static void set_dhcp4_routes(struct interface *interface)
{
	const struct dhcp4_answer *lease = &interface->dhcp4.lease;
	struct dhcp4_answer *before = &interface->dhcp4_routes;

	if (same_routes(before, lease))
		return;
	for (int i = 0; i < before->route_count; i++) {
		struct route route = dhcp4_route(interface, &before->routes[i]);

		netlink_route_remove(interface->index, &route);
	}
	for (int i = 0; i < lease->route_count; i++) {
		struct route route = dhcp4_route(interface, &lease->routes[i]);

		complain(interface, "route from DHCP", netlink_route_add(interface->index, &route));
	}
	before->route_count = lease->route_count;
	memcpy(before->routes, lease->routes, sizeof(lease->routes));
}

static void fill_dhcp4_dns(struct interface *interface)
{
	const struct dhcp4_answer *lease = &interface->dhcp4.lease;

	memset(&interface->dns4, 0, sizeof(interface->dns4));
	for (int i = 0; i < lease->dns_count; i++)
		add_server(&interface->dns4, AF_INET, &lease->dns[i]);
	snprintf(interface->dns4.search, sizeof(interface->dns4.search), "%s", lease->domain);
}

/* Routes through the address go with it. */
static void remove_dhcp4_address(struct interface *interface)
{
	if (!interface->dhcp4_address.family)
		return;
	netlink_address_remove(interface->index, &interface->dhcp4_address);
	interface->dhcp4_address.family = 0;
	interface->dhcp4_routes.route_count = 0;
}

static void tell_address(const struct interface *interface, const struct network *address,
			 const char *how)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(address->family, &address->v4, text, sizeof(text));
	say("%s has address %s/%d by %s", interface->name, text, address->prefix, how);
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
	error = netlink_address_add(interface->index, &address, lease->lease, lease->lease);
	complain(interface, "address from DHCP", error);
	if (error)
		return;
	interface->dhcp4_address = address;
	if (!same)
		tell_address(interface, &address, "DHCP");
}

static void dhcp4_changed(struct dhcp4 *client, bool bound)
{
	struct interface *interface = (void *)((char *)client - offsetof(struct interface, dhcp4));

	if (bound) {
		set_dhcp4_address(interface);
		set_dhcp4_routes(interface);
		fill_dhcp4_dns(interface);
		hostname_suggest(client->lease.hostname);
		if (!setting_number(interface->settings, "mtu", 0))
			set_mtu(interface, client->lease.mtu);
	} else {
		remove_dhcp4_address(interface);
		interface->dns4.server_count = 0;
	}
	interface->has_dhcp4 = bound;
	interface_changed(interface);
}

static void start_dhcp4(struct interface *interface, const struct link *link)
{
	interface->dhcp4.index = interface->index;
	interface->dhcp4.name = interface->name;
	interface->dhcp4.hostname = hostname_given();
	interface->dhcp4.changed = dhcp4_changed;
	memcpy(interface->dhcp4.mac, link->mac, sizeof(link->mac));
	dhcp4_start(&interface->dhcp4);
}

static void dhcp6_changed(struct dhcp6 *client, bool bound)
{
	struct interface *interface = (void *)((char *)client - offsetof(struct interface, dhcp6));
	struct network address = { .family = AF_INET6, .prefix = 128, .v6 = client->lease.address };
	bool had = interface->has_dhcp6;

	interface->has_dhcp6 = bound;
	memset(&interface->dns6, 0, sizeof(interface->dns6));
	interface->dns6.index = interface->index;
	if (bound) {
		complain(interface, "address from DHCPv6",
			 netlink_address_add(interface->index, &address, client->lease.preferred,
					     client->lease.valid));
		for (int i = 0; i < client->lease.dns_count; i++)
			add_server(&interface->dns6, AF_INET6, &client->lease.dns[i]);
		if (!had)
			tell_address(interface, &address, "DHCPv6");
	} else {
		netlink_address_remove(interface->index, &address);
	}
	interface_changed(interface);
}

void interface_has_servers(struct interface *interface, const struct in6_addr *servers, int count)
{
	memset(&interface->dns_router, 0, sizeof(interface->dns_router));
	interface->dns_router.index = interface->index;
	for (int i = 0; i < count; i++)
		add_server(&interface->dns_router, AF_INET6, &servers[i]);
	interface_changed(interface);
}

static void start_dhcp6(struct interface *interface, const struct link *link)
{
	interface->dhcp6.index = interface->index;
	interface->dhcp6.name = interface->name;
	interface->dhcp6.changed = dhcp6_changed;
	memcpy(interface->dhcp6.mac, link->mac, sizeof(link->mac));
	dhcp6_start(&interface->dhcp6);
}

void interface_begin(struct interface *interface, const struct link *link)
{
	memcpy(interface->name, link->name, sizeof(interface->name));
	interface->index = link->index;
	interface->dns.index = link->index;
	interface->running = true; /* until the kernel says otherwise */
	/* Advertisements also bring the routes that DHCPv6 leaves to them. */
	if (json_at(interface->settings, "slaac"))
		set_ipv6(interface, "accept_ra", interface->wants_slaac || interface->wants_dhcp6);
	if (json_at(interface->settings, "slaac"))
		set_ipv6(interface, "autoconf", interface->wants_slaac);
	set_mtu(interface, setting_number(interface->settings, "mtu", 0));
	must(interface, "cannot be brought up", netlink_link_up(interface->index));
	add_fixed_addresses(interface);
	add_fixed_gateways(interface);
	add_fixed_routes(interface);
	if (interface->wants_dhcp4)
		start_dhcp4(interface, link);
	if (interface->wants_dhcp6)
		start_dhcp6(interface, link);
	interface_changed(interface);
}

bool interface_is_ready(const struct interface *interface)
{
	return interface->index && (interface->has_dhcp4 || !interface->wants_dhcp4) &&
	       (interface->has_dhcp6 || !interface->wants_dhcp6) &&
	       (interface->has_slaac || !interface->wants_slaac);
}

void interface_has_address(struct interface *interface, const struct network *address)
{
	if (IN6_IS_ADDR_LINKLOCAL(&address->v6) || interface->has_slaac || !interface->wants_slaac)
		return;
	if (interface->has_dhcp6 &&
	    memcmp(&address->v6, &interface->dhcp6.lease.address, sizeof(address->v6)) == 0)
		return;
	interface->has_slaac = true;
	tell_address(interface, address, "router advertisement");
	interface_changed(interface);
}

const char *interface_lacks(const struct interface *interface)
{
	if (interface->wants_dhcp4 && !interface->has_dhcp4)
		return "no DHCP server answered";
	if (interface->wants_dhcp6 && !interface->has_dhcp6)
		return "no DHCPv6 server answered";
	return "no router advertised an IPv6 network";
}
