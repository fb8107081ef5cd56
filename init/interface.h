/* SPDX-License-Identifier: GPL-2.0 */
/* A network interface of the domain: what it is to have, and what it has. */
#ifndef INIT_INTERFACE_H
#define INIT_INTERFACE_H

#include <stdbool.h>

#include "dhcp4.h"
#include "dhcp6.h"
#include "netlink.h"
#include "resolv.h"

struct json;

struct interface {
	const char *key; /* its name or MAC address in the settings; null: found, not configured */
	struct json *settings;
	char name[IFNAMSIZ];
	int index; /* 0: the kernel has no such interface yet */
	bool running;
	bool wants_dhcp4, wants_dhcp6, wants_slaac;
	bool has_dhcp4, has_dhcp6, has_slaac;
	struct dhcp4 dhcp4;
	struct dhcp6 dhcp6;
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

/* It has every address that was asked for. */
bool interface_is_ready(const struct interface *interface);

/* An IPv6 address of global scope is in use on the interface. */
void interface_has_address(struct interface *interface, const struct network *address);

/* A router advertised these name servers, and no others any more. */
void interface_has_servers(struct interface *interface, const struct in6_addr *servers, int count);

/* What is missing, in words, for someone who waits for the interface. */
const char *interface_lacks(const struct interface *interface);

#endif
