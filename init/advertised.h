/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The name servers and search domains that routers advertise on one interface (RFC 8106), each as
 * long as was said. The options come from the network as they are, and are not trusted.
 */
#ifndef INIT_ADVERTISED_H
#define INIT_ADVERTISED_H

#include <netinet/in.h>

#include "loop.h"
#include "names.h"

#define ADVERTISED_SERVERS_MAX 4
#define ADVERTISED_DOMAINS_MAX 4
#define ADVERTISED_FOREVER UINT64_MAX

struct advertised {
	struct {
		struct in6_addr address;
		uint64_t until; /* loop_now(); 0: the place is free */
	} servers[ADVERTISED_SERVERS_MAX];
	struct {
		char name[NAME_SIZE];
		uint64_t until;
	} domains[ADVERTISED_DOMAINS_MAX];
	void (*changed)(struct advertised *advertised);
	struct loop_timer timer;
};

/* Takes one option of a router advertisement; changed() is called if it changes anything. */
void advertised_option(struct advertised *advertised, const unsigned char *option, size_t size);

#endif
