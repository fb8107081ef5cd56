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
#include "interface_parts.h"
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

static void fill_dns(struct resolv_entry *entry, struct json *settings)
{
	struct json *servers = json_at(settings, "dns");
	struct json *search = json_at(settings, "search");

	for (size_t i = 0; i < json_count(servers); i++) {
		struct network server = network_of(setting_element_text(servers, i), false);

		interface_add_server(entry, server.family, &server.v4);
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
	interface->may_lack_dhcp4 = !json_at(settings, "dhcp4");
	interface->follows_routers =
		!json_at(settings, "dhcp6") && setting_boolean(settings, "slaac", true);
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

/* What the configuration wants must come true, or the domain is not what it was meant to be. */
static void must(const struct interface *interface, const char *what, int error)
{
	if (error)
		fail(RUMPROAST_EXIT_CONFIGURATION, "net.%s: %s: %s", interface->name, what,
		     strerror(error));
}

static void set_ipv6(const struct interface *interface, const char *key, int value)
{
	char path[96], text[16];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", interface->name, key);
	snprintf(text, sizeof(text), "%d", value);
	if (!file_write(path, text) && errno != ENOENT)
		interface_complain(interface, path, errno);
}

static void add_fixed_addresses(struct interface *interface)
{
	struct json *list = json_at(interface->settings, "addresses");

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = setting_element_text(list, i);
		struct network address = network_of(text, true);

		must(interface, text,
		     netlink_address_add(interface->index, &address, interface->position,
					 LIFETIME_FOREVER, LIFETIME_FOREVER));
	}
}

static void add_fixed_gateways(struct interface *interface)
{
	struct json *list = json_at(interface->settings, "gateways");

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = setting_element_text(list, i);
		struct route route = { .via = network_of(text, false), .onlink = true };

		route.to.family = route.via.family;
		if (interface->position)
			route.metric = (uint32_t)interface->position +
				       (route.to.family == AF_INET6 ? METRIC6 : 0);
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

void interface_begin(struct interface *interface, const struct link *link)
{
	memcpy(interface->name, link->name, sizeof(interface->name));
	interface->index = link->index;
	interface->dns.index = link->index;
	memcpy(interface->mac, link->mac, sizeof(interface->mac));
	interface->running = true; /* until the kernel says otherwise */
	/* Advertisements also bring the routes that DHCPv6 leaves to them. */
	if (json_at(interface->settings, "slaac"))
		set_ipv6(interface, "accept_ra", interface->wants_slaac || interface->wants_dhcp6);
	if (json_at(interface->settings, "slaac"))
		set_ipv6(interface, "autoconf", interface->wants_slaac);
	if (interface->position)
		set_ipv6(interface, "ra_defrtr_metric", METRIC6 + interface->position);
	interface_set_mtu(interface, setting_number(interface->settings, "mtu", 0));
	must(interface, "cannot be brought up", netlink_link_up(interface->index));
	add_fixed_addresses(interface);
	add_fixed_gateways(interface);
	add_fixed_routes(interface);
	if (interface->wants_dhcp4)
		interface_start_dhcp4(interface, link);
	if (interface->wants_dhcp6)
		interface_start_dhcp6(interface);
	interface_changed(interface);
}

bool interface_is_ready(const struct interface *interface, bool late)
{
	bool dhcp4 = interface->has_dhcp4 || !interface->wants_dhcp4 ||
		     (late && interface->may_lack_dhcp4);

	return interface->index && dhcp4 && (interface->has_dhcp6 || !interface->wants_dhcp6) &&
	       (interface->has_slaac || !interface->wants_slaac);
}

bool interface_has_any(const struct interface *interface)
{
	return interface->index && (interface->has_dhcp4 || interface->has_v6 ||
				    json_count(json_at(interface->settings, "addresses")));
}

const char *interface_lacks(const struct interface *interface, char *text, size_t size)
{
	if (interface->wants_dhcp4 && !interface->has_dhcp4 && interface->dhcp4.problem)
		snprintf(text, size, "a DHCP server answered, but %s", interface->dhcp4.problem);
	else if (interface->wants_dhcp4 && !interface->has_dhcp4)
		snprintf(text, size, "no DHCP server answered");
	else if (interface->wants_dhcp6 && !interface->has_dhcp6)
		snprintf(text, size, "no DHCPv6 server answered");
	else
		snprintf(text, size, "no router advertised an IPv6 network");
	return text;
}
