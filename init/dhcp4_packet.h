/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DHCPv4 messages: RFC 2131, options of RFC 2132, long options of RFC 3396, classless static
 * routes of RFC 3442. What arrives is not trusted.
 */
#ifndef INIT_DHCP4_PACKET_H
#define INIT_DHCP4_PACKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DHCP4_SERVER_PORT 67
#define DHCP4_CLIENT_PORT 68
#define DHCP4_SIZE_MAX 1500 /* of a message that is read */
#define DHCP4_SIZE 368	    /* of a message that is written */
#define DHCP4_DNS_MAX 4
#define DHCP4_ROUTES_MAX 16
#define DHCP4_FOREVER UINT32_MAX

enum dhcp4_type {
	DHCP4_DISCOVER = 1,
	DHCP4_OFFER = 2,
	DHCP4_REQUEST = 3,
	DHCP4_DECLINE = 4,
	DHCP4_ACK = 5,
	DHCP4_NAK = 6,
	DHCP4_RELEASE = 7,
};

struct dhcp4_route {
	struct in_addr to;
	unsigned char prefix;
	struct in_addr gateway; /* 0.0.0.0: on the link */
};

/* What a server says. Absent: all zero; but see prefix and the times. */
struct dhcp4_answer {
	enum dhcp4_type type;
	struct in_addr address; /* for the client */
	unsigned char prefix;	/* from its class where the server does not say */
	struct in_addr server;
	bool server_said; /* false: it is where the message came from */
	struct dhcp4_route routes[DHCP4_ROUTES_MAX];
	int route_count;
	struct in_addr dns[DHCP4_DNS_MAX];
	int dns_count;
	char search[256]; /* domains, with blanks between them */
	char hostname[65];
	uint16_t mtu;
	uint32_t lease, renew, rebind; /* seconds; renew < rebind < lease unless forever */
	const char *problem;	       /* what is wrong with it, in words: "offered ..."; or null */
};

/* What the client says. */
struct dhcp4_question {
	enum dhcp4_type type;
	uint32_t transaction;
	unsigned char mac[6];
	uint16_t seconds;	  /* since the client began */
	struct in_addr current;	  /* ciaddr: the address in use */
	struct in_addr requested; /* option 50 */
	struct in_addr server;	  /* option 54 */
	const char *hostname;	  /* option 12, or null */
};

/* Writes a message of DHCP4_SIZE bytes. */
void dhcp4_write(const struct dhcp4_question *question, unsigned char *bytes);

/*
 * Reads a message; false if it is malformed, no answer, or not to this transaction of this
 * client. An ACK or OFFER without a usable address is malformed, with answer->problem set; one
 * without a lease is for an hour. source is where the packet came from, or 0.0.0.0.
 */
bool dhcp4_read(const unsigned char *bytes, size_t size, uint32_t transaction,
		const unsigned char mac[6], struct in_addr source, struct dhcp4_answer *answer);

/*
 * The IPv4 and UDP headers around a broadcast to the server, for a host without an address:
 * DHCP4_HEADERS bytes before the message. Reading returns where the message begins and its
 * size, and who sent it; false if the packet is not one from a server.
 */
#define DHCP4_HEADERS 28
void dhcp4_wrap(unsigned char *headers, const unsigned char *bytes, size_t size);
bool dhcp4_unwrap(const unsigned char *packet, size_t packet_size, const unsigned char **bytes,
		  size_t *size, struct in_addr *source);

#endif
