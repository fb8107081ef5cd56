/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A DHCPv6 client (RFC 8415) for one interface, run by the event loop: one address, name
 * servers and search domains, or without an address the others alone. Routes come from router
 * advertisements, which the kernel takes.
 *
 * The owner embeds struct dhcp6 and is told by changed() when there is a new lease, and when
 * there is none any more; between these calls lease is what is in force.
 */
#ifndef INIT_DHCP6_H
#define INIT_DHCP6_H

#include <stdbool.h>
#include <stdint.h>

#include "dhcp6_packet.h"
#include "loop.h"

struct dhcp6 {
	/* Set by the owner before dhcp6_start(). */
	int index; /* of the interface */
	const char *name;
	unsigned char mac[6];
	void (*changed)(struct dhcp6 *client, bool bound);
	bool only_information; /* no address is asked for */

	struct dhcp6_answer lease; /* without an address if only_information was wanted */

	/* The client's own. */
	enum dhcp6_type exchange; /* what is being asked, DHCP6_REPLY: nothing */
	uint32_t transaction;
	uint64_t began;	      /* loop_now() when the exchange began */
	uint64_t lease_began; /* loop_now() when the lease in force was asked for */
	unsigned int attempt;
	unsigned int refusals; /* in a row */
	uint64_t wait;	       /* milliseconds to the next attempt */
	bool bound;
	struct dhcp6_answer offer;
	struct loop_source source; /* the socket; descriptor -1: closed */
	struct loop_timer timer;
};

void dhcp6_start(struct dhcp6 *client);

/* Asks for an address, too, where only_information was wanted before. */
void dhcp6_want_address(struct dhcp6 *client);

#endif
