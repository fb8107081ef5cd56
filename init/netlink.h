/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links, addresses and routes, by rtnetlink(7).
 *
 * Calls that change something wait for the kernel's answer and return 0 or an errno number.
 */
#ifndef INIT_NETLINK_H
#define INIT_NETLINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats.h"

#define LIFETIME_FOREVER UINT32_MAX

struct link {
	int index;
	char name[IFNAMSIZ];
	unsigned int flags;   /* IFF_* */
	unsigned short type;  /* ARPHRD_* */
	unsigned char mac[6]; /* all zero if it has none of this length */
	bool gone;	      /* from netlink_watch(): the link was removed */
};

struct route {
	struct network to;  /* prefix 0: the default route */
	struct network via; /* family 0: on the link itself */
	uint32_t metric;    /* 0: the kernel's choice */
	bool onlink;	    /* the gateway is reachable though no address here is in its network */
};

/* Opens the connection; 0, or an errno number: EAFNOSUPPORT if the kernel has no network. */
int netlink_open(void);

/* Calls found for every link there is. */
int netlink_links(void (*found)(const struct link *link));

struct netlink_events {
	void (*link_changed)(const struct link *link);
	void (*address_added)(int index, const struct network *address); /* in use */
	/* An option of a router advertisement, as it came from the network. */
	void (*option_advertised)(int index, const unsigned char *option, size_t size);
	/* Whether routers say that DHCPv6 has addresses, or other information. */
	void (*routers_say)(int index, bool managed, bool other);
};

/*
 * Opens a socket that can be read when such an event has happened; -1 with errno.
 * netlink_changes() takes what has arrived and calls the function that fits.
 */
int netlink_watch(void);
void netlink_changes(int fd, const struct netlink_events *events);

int netlink_link_up(int index);
int netlink_link_mtu(int index, unsigned int mtu);

/*
 * Adds an address or renews its lifetimes, in seconds. position: of several interfaces with one
 * network that of the lowest number is used.
 */
int netlink_address_add(int index, const struct network *address, int position, uint32_t preferred,
			uint32_t valid);
int netlink_address_remove(int index, const struct network *address);

/* Adds a route or replaces the same one. */
int netlink_route_add(int index, const struct route *route);
int netlink_route_remove(int index, const struct route *route);

#endif
