/* SPDX-License-Identifier: GPL-2.0 */
/* A network interface of the domain: what it is to have, and what it has. */
#ifndef INIT_INTERFACE_H
#define INIT_INTERFACE_H

#include <stdbool.h>

#include "advertised.h"
#include "dhcp4.h"
#include "dhcp6.h"
#include "netlink.h"
#include "resolv.h"

struct json;

struct interface {
	const char *key; /* its name or MAC address in the settings; null: found, not configured */
	struct json *settings;
	char name[IFNAMSIZ];
	int index;    /* 0: the kernel has no such interface yet */
	int position; /* among all; routes of earlier ones come first */
	unsigned char mac[6];
	bool running;
	bool wants_dhcp4, wants_dhcp6, wants_slaac;
	bool may_lack_dhcp4;  /* nobody said that it has to be there */
	bool follows_routers; /* asks DHCPv6 for what routers say that it has */
	bool runs_dhcp6;
	bool has_dhcp4, has_dhcp6, has_slaac;
	bool has_v6; /* an IPv6 address that can be used and counts beyond the link */
	struct dhcp4 dhcp4;
	struct dhcp6 dhcp6;
	struct advertised advertised;
	struct network dhcp4_address;	  /* as set on the interface; family 0: none */
	struct dhcp4_answer dhcp4_routes; /* only its routes: those set */
	struct resolv_entry dns, dns4, dns6, dns_router; /* from settings, DHCP, advertisements */
	struct interface *next;
};

/* Told after anything of an interface has changed that others depend on. */
extern void (*interface_changed)(struct interface *interface);

/* Makes an interface from a key of the settings, or with null from none. */
struct interface *interface_new(const char *key, struct json *settings);

/* Whether the key names this link, by name or MAC address. */
bool interface_is(const struct interface *interface, const struct link *link);

/* The link exists: sets its fixed addresses and starts what gets it others. */
void interface_begin(struct interface *interface, const struct link *link);

/*
 * It has every address that was asked for. late: IPv4 has been waited for as long as it is where
 * there is another address, so that it counts only if the settings ask for it.
 */
bool interface_is_ready(const struct interface *interface, bool late);

/* It has an address that counts beyond the link. */
bool interface_has_any(const struct interface *interface);

/* An IPv6 address is in use on the interface. */
void interface_has_address(struct interface *interface, const struct network *address);

/* Of a router advertisement: an option; whether DHCPv6 has addresses, or other information. */
void interface_advertised(struct interface *interface, const unsigned char *option, size_t size);
void interface_routers_say(struct interface *interface, bool managed, bool other);

/* What is missing, for someone who waits for the interface: in text, which is returned. */
const char *interface_lacks(const struct interface *interface, char *text, size_t size);

#endif
