/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ports of this machine that lead to a domain, where its host does not forward them.
 *
 * Until the domain's address is known nothing is taken from the listening sockets: who connects
 * early waits in the kernel's queue. Runs in the monitor's loop.
 */
#ifndef ROAST_MONITOR_PROXY_H
#define ROAST_MONITOR_PROXY_H

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "monitor.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct proxies;

/* A port that is listened to. */
struct proxy {
	struct proxies *proxies;
	struct port *port;
	struct watch watch;
	struct link *links; /* TCP: connections */
	struct peer *peers; /* UDP: who has sent something lately, the latest first */
};

struct proxies {
	struct monitor *monitor;
	union address domain;	     /* any.sa_family AF_UNSPEC: not known */
	char interface[IF_NAMESIZE]; /* the domain's, which has it */
	char way[IF_NAMESIZE];	     /* this machine's, which leads to it */
	bool refused;		     /* an address of this life of the domain; it was told */
	struct proxy *list;
	size_t count;
	size_t links_most;
	size_t links; /* connections of all */
	struct timer expiry;
};

/*
 * A socket that is connected, or on its way, with a port of the domain, and with nothing else: not
 * with this machine, and through no router. -1: none.
 */
int proxy_connect(const struct proxies *proxies, int type, int port);
/* Waits for clients, or not, as it is right at the moment. */
void proxies_listen(struct proxies *proxies);

void proxy_tcp_ready(void *proxy, uint32_t events);
void proxy_tcp_close(struct proxy *proxy); /* all its connections */
void proxy_udp_ready(void *proxy, uint32_t events);
void proxy_udp_close(struct proxy *proxy);
/* Takes away peers that have been silent. */
void proxy_udp_expire(struct proxy *proxy);

#endif
