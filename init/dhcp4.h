/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A DHCPv4 client (RFC 2131) for one interface, run by the event loop.
 *
 * The owner embeds struct dhcp4 and is told by changed() when there is a new lease, and when
 * there is none any more; between these calls lease is what is in force.
 */
#ifndef INIT_DHCP4_H
#define INIT_DHCP4_H

#include <stdbool.h>
#include <stdint.h>

#include "arp.h"
#include "dhcp4_packet.h"
#include "loop.h"

enum dhcp4_state {
	DHCP4_SELECTING,
	DHCP4_REQUESTING,
	DHCP4_BOUND,
	DHCP4_RENEWING,
	DHCP4_REBINDING,
};

struct dhcp4 {
	/* Set by the owner before dhcp4_start(). */
	int index; /* of the interface */
	const char *name;
	unsigned char mac[6];
	const char *hostname; /* to tell the server, or null */
	void (*changed)(struct dhcp4 *client, bool bound);

	struct dhcp4_answer lease;
	const char *problem; /* what is wrong with a server that answers: "offered ..."; or null */

	/* The client's own. */
	enum dhcp4_state state;
	struct dhcp4_answer offer;
	uint32_t transaction;
	uint64_t began;	      /* loop_now() when the exchange began */
	uint64_t lease_began; /* loop_now() when the lease in force was asked for */
	unsigned int attempt;
	unsigned int refusals;	   /* in a row */
	struct arp arp;		   /* looks for another host with a new address */
	struct loop_source source; /* the socket; descriptor -1: closed */
	struct loop_timer timer;
};

void dhcp4_start(struct dhcp4 *client);

/* The link came back: the network may be another, so the lease is confirmed early. */
void dhcp4_link_returned(struct dhcp4 *client);

#endif
