/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who of this machine has sent something to one of the domain's UDP ports from a loopback address.
 *
 * A domain sees such a client at the gateway's address. libslirp, told to keep the domain off this
 * machine's loopback interface, sends nothing there, not even an answer. So an answer gets the
 * client's own address before libslirp sees it, and nothing else does: who has not spoken to the
 * domain cannot be spoken to.
 */
#ifndef ROAST_HOST_QEMU_NETWORK_PEERS_H
#define ROAST_HOST_QEMU_NETWORK_PEERS_H

#include <stdint.h>

#include "../host.h"

#define NETWORK_PEERS_MOST 512
#define NETWORK_PEER_MS (90 * 1000) /* how long a client waits for an answer, as on Xen */

struct network_peer {
	uint32_t address; /* of 127.0.0.0/8, in network order; 0: none */
	uint16_t port;	  /* the client's, in network order, and the domain's */
	uint16_t domain_port;
	int64_t heard_ms;
};

/* All zero but spec to begin with. */
struct network_peers {
	const struct spec *spec;
	struct network_peer list[NETWORK_PEERS_MOST];
	size_t next;	      /* the place of the next new one */
	uint32_t answered;    /* whom the datagram is for that began last, */
	uint16_t answered_id; /* and its number, for the fragments behind */
};

/* A frame to the domain: the client gets the gateway's address, and is remembered. */
void network_peers_to_domain(struct network_peers *peers, uint8_t *frame, size_t size,
			     int64_t now_ms);
/* A frame of the domain, which network_frame_may_pass: an answer gets the client's address. */
void network_peers_from_domain(struct network_peers *peers, uint8_t *frame, size_t size,
			       int64_t now_ms);

#endif
