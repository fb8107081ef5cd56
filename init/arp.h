/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looks for another host that has an IPv4 address (RFC 5227), while the address is already used:
 * nothing waits for the search. Run by the event loop.
 */
#ifndef INIT_ARP_H
#define INIT_ARP_H

#include <netinet/in.h>

#include "loop.h"

struct arp {
	int index; /* of the interface */
	unsigned char mac[6];
	struct in_addr address;
	/* Called at most once, when other has been found to have the address. */
	void (*conflict)(struct arp *arp, const unsigned char other[6]);

	/* Its own. */
	unsigned int sent;
	struct loop_source source; /* descriptor -1: nothing is looked for */
	struct loop_timer timer;
};

/* Before the first other call. */
void arp_prepare(struct arp *arp);

/* Looks for some seconds; what was looked for before is forgotten. */
void arp_begin(struct arp *arp, struct in_addr address);
void arp_stop(struct arp *arp);

#endif
