// SPDX-License-Identifier: GPL-2.0
/*
 * Datagrams that are passed on to a domain. Who sends some has a socket of his own towards the
 * domain for as long as he goes on, so that answers find their way back.
 */
#include "proxy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATAGRAM_MOST 65536
#define PEERS_MOST 500
#define SILENCE_MS (90 * 1000)

struct peer {
	struct proxy *proxy;
	union address address;
	socklen_t size;
	struct watch watch;
	int64_t last;
	struct peer *next;
};

static char datagram[DATAGRAM_MOST];

static void peer_remove(struct peer *peer)
{
	struct peer **place = &peer->proxy->peers;

	while (*place != peer)
		place = &(*place)->next;
	*place = peer->next;
	loop_forget(&peer->watch);
	free(peer);
}

static void answer_ready(void *owner, uint32_t events)
{
	struct peer *peer = owner;
	ssize_t count = recv(peer->watch.fd, datagram, sizeof(datagram), 0);

	(void)events;
	/* An error is the domain's answer that nobody listens there; UDP has no way to say so. */
	if (count < 0)
		return;
	peer->last = milliseconds_now();
	if (sendto(peer->proxy->watch.fd, datagram, (size_t)count, 0, &peer->address.any,
		   peer->size) < 0)
		return;
}

static struct peer *peer_new(struct proxy *proxy, const union address *address, socklen_t size)
{
	int fd = proxy_connect(proxy->proxies, SOCK_DGRAM, proxy->port->domain);
	struct peer *peer;

	if (fd < 0)
		return NULL;
	peer = allocate(1, sizeof(*peer));
	*peer = (struct peer){ .proxy = proxy, .address = *address, .size = size };
	peer->watch = (struct watch){ fd, 0, answer_ready, peer };
	loop_watch(&peer->watch, EPOLLIN);
	return peer;
}

/* The peer comes to the front; the one at the end is who has been silent longest. */
static struct peer *peer_of(struct proxy *proxy, const union address *address, socklen_t size)
{
	struct peer **place = &proxy->peers;
	struct peer *peer;
	size_t count = 0;

	for (; *place; place = &(*place)->next, count++) {
		peer = *place;
		if (peer->size == size && memcmp(&peer->address, address, size) == 0) {
			*place = peer->next;
			peer->next = proxy->peers;
			return proxy->peers = peer;
		}
		if (count == PEERS_MOST - 1 && peer->next)
			peer_remove(peer->next);
	}
	peer = peer_new(proxy, address, size);
	if (!peer)
		return NULL;
	peer->next = proxy->peers;
	return proxy->peers = peer;
}

void proxy_udp_ready(void *owner, uint32_t events)
{
	struct proxy *proxy = owner;
	union address address = { 0 };
	socklen_t size = sizeof(address);
	ssize_t count =
		recvfrom(proxy->watch.fd, datagram, sizeof(datagram), 0, &address.any, &size);
	struct peer *peer;

	(void)events;
	if (count < 0)
		return;
	peer = peer_of(proxy, &address, size);
	if (!peer)
		return;
	peer->last = milliseconds_now();
	if (send(peer->watch.fd, datagram, (size_t)count, 0) < 0 && errno != EAGAIN &&
	    errno != ECONNREFUSED)
		peer_remove(peer);
}

void proxy_udp_close(struct proxy *proxy)
{
	while (proxy->peers)
		peer_remove(proxy->peers);
}

void proxy_udp_expire(struct proxy *proxy)
{
	int64_t now = milliseconds_now();
	struct peer *next;

	for (struct peer *peer = proxy->peers; peer; peer = next) {
		next = peer->next;
		if (now - peer->last > SILENCE_MS)
			peer_remove(peer);
	}
}
