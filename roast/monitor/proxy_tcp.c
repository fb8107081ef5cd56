// SPDX-License-Identifier: GPL-2.0
/* TCP connections that are passed on to a domain. */
#include "proxy.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

#define HELD_MOST 65536 /* bytes of one direction */

/* One end of a connection, and what is to be written to it. */
struct side {
	struct link *link;
	struct side *other;
	struct watch watch;
	struct buffer outgoing;
	bool connecting, ended, shut; /* nothing more comes from it; it was told the same */
};

struct link {
	struct proxy *proxy;
	struct side outside, inside;
	struct link *next;
};

static void link_close(struct proxy *proxy, struct link *link)
{
	struct proxies *proxies = proxy->proxies;
	struct link **place = &proxy->links;

	while (*place != link)
		place = &(*place)->next;
	*place = link->next;
	loop_forget(&link->outside.watch);
	loop_forget(&link->inside.watch);
	buffer_free(&link->outside.outgoing);
	buffer_free(&link->inside.outgoing);
	free(link);
	proxies->links--;
	proxies_listen(proxies);
}

static void side_watch(struct side *side)
{
	bool reads = !side->ended && !side->connecting && side->other->outgoing.count < HELD_MOST;
	bool writes = side->connecting || side->outgoing.count;

	loop_watch(&side->watch, (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0));
}

/* False if the connection is broken, or has come to its end on both sides. */
static bool side_write(struct side *side)
{
	if (side->connecting)
		return true;
	if (!buffer_flush(&side->outgoing, side->watch.fd))
		return false;
	if (side->other->ended && !side->outgoing.count && !side->shut) {
		side->shut = true;
		shutdown(side->watch.fd, SHUT_WR);
	}
	return !(side->shut && side->other->shut);
}

static bool side_read(struct side *side)
{
	uint8_t bytes[16384];
	ssize_t count = read(side->watch.fd, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	if (count == 0)
		side->ended = true;
	buffer_add(&side->other->outgoing, bytes, (size_t)count);
	return side_write(side->other);
}

static bool side_connected(struct side *side)
{
	int error = 0;
	socklen_t size = sizeof(error);

	side->connecting = false;
	return getsockopt(side->watch.fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && !error;
}

static void side_ready(void *owner, uint32_t events)
{
	struct side *side = owner;
	bool alive = true;

	if (side->connecting)
		alive = side_connected(side);
	if (alive && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)))
		alive = side_write(side);
	if (alive && !side->ended && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		alive = side_read(side);
	/* Both directions are shut down: nothing moves any more. */
	if (alive && side->ended && (events & EPOLLHUP))
		alive = false;
	if (!alive) {
		link_close(side->link->proxy, side->link);
		return;
	}
	side_watch(side);
	side_watch(side->other);
}

static void side_init(struct side *side, struct link *link, struct side *other, int fd)
{
	int one = 1;

	*side = (struct side){ .link = link, .other = other };
	side->watch = (struct watch){ fd, 0, side_ready, side };
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
}

void proxy_tcp_ready(void *owner, uint32_t events)
{
	struct proxy *proxy = owner;
	int outside = accept4(proxy->watch.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	int inside =
		outside < 0 ? -1 : proxy_connect(proxy->proxies, SOCK_STREAM, proxy->port->domain);
	struct link *link;

	(void)events;
	if (inside < 0) {
		if (outside >= 0)
			close(outside);
		return;
	}
	link = allocate(1, sizeof(*link));
	link->proxy = proxy;
	link->next = proxy->links;
	proxy->links = link;
	side_init(&link->outside, link, &link->inside, outside);
	side_init(&link->inside, link, &link->outside, inside);
	link->inside.connecting = true;
	side_watch(&link->outside);
	side_watch(&link->inside);
	proxy->proxies->links++;
	proxies_listen(proxy->proxies);
}

void proxy_tcp_close(struct proxy *proxy)
{
	while (proxy->links)
		link_close(proxy, proxy->links);
}
