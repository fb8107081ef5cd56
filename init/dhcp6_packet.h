/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DHCPv6 messages: RFC 8415, name servers and search domains of RFC 3646. What arrives is not
 * trusted.
 */
#ifndef INIT_DHCP6_PACKET_H
#define INIT_DHCP6_PACKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DHCP6_SERVER_PORT 547
#define DHCP6_CLIENT_PORT 546
#define DHCP6_SIZE_MAX 1500 /* of a message that is read */
#define DHCP6_SIZE 320	    /* no message that is written is larger */
#define DHCP6_DNS_MAX 4
#define DHCP6_DUID_MAX 130
#define DHCP6_FOREVER UINT32_MAX

enum dhcp6_type {
	DHCP6_SOLICIT = 1,
	DHCP6_ADVERTISE = 2,
	DHCP6_REQUEST = 3,
	DHCP6_RENEW = 5,
	DHCP6_REBIND = 6,
	DHCP6_REPLY = 7,
	DHCP6_INFORMATION = 11, /* asks for all but an address */
};

/* What a server says. */
struct dhcp6_answer {
	enum dhcp6_type type;
	unsigned char server[DHCP6_DUID_MAX]; /* its DUID */
	size_t server_size;
	bool has_address; /* false: it has none for this client, or takes it back */
	struct in6_addr address;
	uint32_t preferred, valid; /* seconds */
	uint32_t renew, rebind;	   /* seconds; renew <= rebind <= valid */
	uint32_t refresh;	   /* seconds after which to ask for information again */
	struct in6_addr dns[DHCP6_DNS_MAX];
	int dns_count;
	char search[256]; /* domains, with blanks between them */
	unsigned char preference;
};

/* What the client says. */
struct dhcp6_question {
	enum dhcp6_type type;
	uint32_t transaction; /* 24 bits */
	unsigned char mac[6];
	uint16_t hundredths;		  /* of a second since the exchange began */
	const struct dhcp6_answer *about; /* the lease or offer it is about; null: any */
};

/* Writes a message of at most DHCP6_SIZE bytes; returns its size. */
size_t dhcp6_write(const struct dhcp6_question *question, unsigned char *bytes);

/*
 * Reads a message; false if it is malformed, no answer, or not to this transaction of this
 * client.
 */
bool dhcp6_read(const unsigned char *bytes, size_t size, uint32_t transaction,
		const unsigned char mac[6], struct dhcp6_answer *answer);

#endif
