// SPDX-License-Identifier: GPL-2.0
/* All interfaces of the domain, and the wait for them. */
#include "network.h"

#include <errno.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>

#include "../include/rumproast/exit.h"
#include "interface.h"
#include "json.h"
#include "loop.h"
#include "netlink.h"
#include "resolv.h"
#include "say.h"
#include "settings.h"

#define DEFAULT_TIMEOUT 30
#define ENTRIES_MAX 128

/*
 * How long the start waits for IPv4 when there is an address, of IPv6 or on another card: DHCP has
 * been asked three times then.
 */
#define GRACE_MS 5000

#define LACK_SIZE 128

static struct json *configuration;
static struct interface *interfaces;
static struct resolv_entry common_dns;
static void (*network_ready)(void); /* null once it was called */
static struct loop_timer timeout, grace;
static bool is_late;
static struct loop_source watch;

void (*network_has_address)(const char *interface, const struct network *address);

static void write_resolv(void)
{
	const struct resolv_entry *entries[ENTRIES_MAX] = { &common_dns };
	int count = 1;

	for (struct interface *interface = interfaces; interface && count + 4 <= ENTRIES_MAX;
	     interface = interface->next) {
		entries[count++] = &interface->dns;
		entries[count++] = &interface->dns4;
		entries[count++] = &interface->dns6;
		entries[count++] = &interface->dns_router;
	}
	resolv_write(entries, count);
}

static bool all_ready(void)
{
	for (struct interface *interface = interfaces; interface; interface = interface->next)
		if (!interface_is_ready(interface, is_late))
			return false;
	return true;
}

static bool any_address(void)
{
	for (struct interface *interface = interfaces; interface; interface = interface->next)
		if (interface_has_any(interface))
			return true;
	return false;
}

static void go_on(void)
{
	void (*ready)(void) = network_ready;

	network_ready = NULL;
	loop_timer_stop(&timeout);
	loop_timer_stop(&grace);
	if (ready)
		ready();
}

/* Those that nobody answers on are asked further while programs run. */
static void tell_those_without(void)
{
	char text[LACK_SIZE];

	for (struct interface *interface = interfaces; interface; interface = interface->next)
		if (!interface_is_ready(interface, false))
			say("%s: %s yet; going on with what there is", interface->name,
			    interface_lacks(interface, text, sizeof(text)));
}

static void grace_over(struct loop_timer *timer)
{
	(void)timer;
	is_late = any_address();
	if (!is_late || !all_ready())
		return;
	tell_those_without();
	go_on();
}

static void changed(struct interface *interface)
{
	(void)interface;
	write_resolv();
	if (!network_ready || !timeout.active)
		return;
	if (all_ready())
		go_on();
	else if (!grace.active && !is_late && any_address())
		loop_timer_start(&grace, GRACE_MS);
}

static void tell_lack(const struct interface *interface, bool fatal, long seconds)
{
	char text[LACK_SIZE];

	if (!fatal && !interface->index)
		warn("there is no network interface %s after %ld s", interface->key, seconds);
	else if (!fatal)
		warn("%s on %s within %ld s; going on without",
		     interface_lacks(interface, text, sizeof(text)), interface->name, seconds);
	else if (!interface->index)
		fail(RUMPROAST_EXIT_DEVICE, "there is no network interface %s after %ld s",
		     interface->key, seconds);
	else
		fail(RUMPROAST_EXIT_NETWORK, "%s on %s within %ld s",
		     interface_lacks(interface, text, sizeof(text)), interface->name, seconds);
}

static void timed_out(struct loop_timer *timer)
{
	long seconds = setting_number(configuration, "network_timeout", DEFAULT_TIMEOUT);
	bool fatal = strcmp(setting_text(configuration, "on_network_timeout", "fail"), "fail") == 0;

	(void)timer;
	is_late = any_address();
	for (struct interface *interface = interfaces; interface; interface = interface->next)
		if (!interface_is_ready(interface, is_late))
			tell_lack(interface, fatal, seconds);
	go_on();
}

static struct interface *interface_add(const char *key, struct json *settings)
{
	struct interface **link = &interfaces;
	int position = 0;

	for (; *link; link = &(*link)->next)
		position++;
	*link = interface_new(key, settings);
	(*link)->position = position;
	return *link;
}

/* Without configuration every real Ethernet card is used; others are programs' business. */
static bool is_card(const struct link *link)
{
	return link->type == ARPHRD_ETHER &&
	       !(link->flags & (IFF_LOOPBACK | IFF_POINTOPOINT | IFF_NOARP | IFF_MASTER));
}

static void link_returned(struct interface *interface, const struct link *link)
{
	bool running = link->flags & IFF_RUNNING;

	/* With the link its routes went, too: they are to be set anew. */
	if (!running)
		interface->dhcp4_routes.route_count = 0;
	if (running && !interface->running && interface->wants_dhcp4)
		dhcp4_link_returned(&interface->dhcp4);
	interface->running = running;
}

static void link_changed(const struct link *link)
{
	struct interface *interface = interfaces;

	while (interface && !interface_is(interface, link))
		interface = interface->next;
	if (link->gone)
		return;
	if (!interface && !json_at(configuration, "net") && is_card(link))
		interface = interface_add(NULL, NULL);
	if (!interface)
		return;
	if (!interface->index)
		interface_begin(interface, link);
	else if (interface->index == link->index)
		link_returned(interface, link);
}

static void link_found(const struct link *link)
{
	if (link->flags & IFF_LOOPBACK)
		netlink_link_up(link->index);
	else
		link_changed(link);
}

static void tell_address(const struct interface *interface, const struct network *address)
{
	if (address->family == AF_INET || !IN6_IS_ADDR_LINKLOCAL(&address->v6))
		network_has_address(interface->name, address);
}

static void address_added(int index, const struct network *address)
{
	for (struct interface *interface = interfaces; interface; interface = interface->next)
		if (interface->index == index) {
			if (address->family == AF_INET6)
				interface_has_address(interface, address);
			tell_address(interface, address);
		}
}

static struct interface *interface_at(int index)
{
	struct interface *interface = interfaces;

	while (interface && interface->index != index)
		interface = interface->next;
	return interface;
}

static void option_advertised(int index, const unsigned char *option, size_t size)
{
	struct interface *interface = interface_at(index);

	if (interface)
		interface_advertised(interface, option, size);
}

static void routers_say(int index, bool managed, bool other)
{
	struct interface *interface = interface_at(index);

	if (interface)
		interface_routers_say(interface, managed, other);
}

static void watch_ready(struct loop_source *source)
{
	static const struct netlink_events events = {
		.link_changed = link_changed,
		.address_added = address_added,
		.option_advertised = option_advertised,
		.routers_say = routers_say,
	};

	netlink_changes(source->fd, &events);
}

static void start_watch(void)
{
	watch.fd = netlink_watch();
	watch.ready = watch_ready;
	if (watch.fd < 0)
		warn("changes of network interfaces cannot be watched: %s", strerror(errno));
	else
		loop_add(&watch);
}

static void add_configured(struct json *net)
{
	if (!net)
		return;
	for (struct json *entry = net->first; entry; entry = entry->next)
		interface_add(entry->name, entry);
}

static void fill_common_dns(struct json *settings)
{
	struct interface *scratch = interface_new(NULL, settings);

	common_dns = scratch->dns;
	free(scratch);
}

static void start_waiting(void)
{
	long seconds = setting_number(configuration, "network_timeout", DEFAULT_TIMEOUT);

	if (all_ready() || !setting_boolean(configuration, "wait_for_network", true)) {
		go_on();
		return;
	}
	timeout.fire = timed_out;
	grace.fire = grace_over;
	loop_timer_start(&timeout, (uint64_t)seconds * 1000);
	if (any_address())
		loop_timer_start(&grace, GRACE_MS);
}

void network_start(struct json *settings, void (*ready)(void))
{
	int error = netlink_open();

	configuration = settings;
	network_ready = ready;
	interface_changed = changed;
	if (error && json_at(settings, "net"))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "net: this kernel has no network (component inet): %s", strerror(error));
	if (!error) {
		fill_common_dns(settings);
		add_configured(json_at(settings, "net"));
		start_watch();
		error = netlink_links(link_found);
		if (error)
			warn("network interfaces cannot be listed: %s", strerror(error));
		write_resolv();
	}
	start_waiting();
}
