// SPDX-License-Identifier: GPL-2.0
/* Ports of this machine that lead to a domain. */
#include "proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../base/report.h"

#define BACKLOG 128
#define LINKS_MOST 2000
#define DESCRIPTORS_KEPT 128 /* for all but connections, which take two each */
#define EXPIRY_MS 10000

static socklen_t target(const struct proxies *proxies, int port, union address *address)
{
	*address = proxies->domain;
	if (address->any.sa_family == AF_INET6) {
		address->v6.sin6_port = htons((uint16_t)port);
		return sizeof(address->v6);
	}
	address->v4.sin_port = htons((uint16_t)port);
	return sizeof(address->v4);
}

/* Whether the host takes the address for one of the domain's; way gets what leads there. */
static bool reaches(const struct proxies *proxies, const union address *address,
		    char way[IF_NAMESIZE], char **why)
{
	const struct monitor *monitor = proxies->monitor;

	return monitor->order->host->reaches(&monitor->running, &address->any, way, why);
}

/*
 * The host is asked each time: since the domain told its address, this machine may have got the
 * same one, or another route.
 */
int proxy_connect(const struct proxies *proxies, int type, int port)
{
	char way[IF_NAMESIZE], *why = NULL;
	union address address;
	socklen_t size = target(proxies, port, &address);
	int one = 1, fd;

	if (!reaches(proxies, &address, way, &why)) {
		free(why);
		return -1;
	}
	fd = socket(address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, way, (socklen_t)strlen(way)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_DONTROUTE, &one, sizeof(one)) == 0 &&
	    (connect(fd, &address.any, size) == 0 || errno == EINPROGRESS))
		return fd;
	close(fd);
	return -1;
}

void proxies_listen(struct proxies *proxies)
{
	bool known = proxies->domain.any.sa_family != AF_UNSPEC;
	bool room = proxies->links < proxies->links_most;

	for (size_t i = 0; i < proxies->count; i++)
		loop_watch(&proxies->list[i].watch,
			   known && (room || proxies->list[i].port->udp) ? EPOLLIN : 0);
}

/* Null is every address, of both families where this machine has them. */
static socklen_t listen_address(const struct port *port, int family, union address *address)
{
	*address = (union address){ .any.sa_family = (sa_family_t)family };
	if (family == AF_INET6) {
		address->v6.sin6_port = htons((uint16_t)port->host);
		if (port->address &&
		    inet_pton(AF_INET6, port->address, &address->v6.sin6_addr) != 1)
			return 0;
		return sizeof(address->v6);
	}
	address->v4.sin_port = htons((uint16_t)port->host);
	if (port->address && inet_pton(AF_INET, port->address, &address->v4.sin_addr) != 1)
		return 0;
	return sizeof(address->v4);
}

static int open_socket(const struct port *port, int family)
{
	int type = (port->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	union address address;
	socklen_t size = listen_address(port, family, &address);
	int fd, one = 1, zero = 0, error;

	errno = EADDRNOTAVAIL;
	fd = size ? socket(family, type, 0) : -1;
	if (fd < 0)
		return -1;
	if (!port->udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (bind(fd, &address.any, size) == 0 && (port->udp || listen(fd, BACKLOG) == 0))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void learn_port(struct port *port, int fd)
{
	union address address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(fd, &address.any, &size) == 0)
		port->host = ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
								     : address.v4.sin_port);
}

static bool proxy_open(struct proxies *proxies, struct port *port, char **why)
{
	struct proxy *proxy = &proxies->list[proxies->count];
	int fd = open_socket(port, AF_INET6);

	if (fd < 0 && errno != EADDRINUSE && errno != EACCES)
		fd = open_socket(port, AF_INET);
	if (fd < 0) {
		*why = text_format("cannot listen at port %d%s%s: %s; take another with -p",
				   port->host, port->address ? " of " : "",
				   port->address ? port->address : "", strerror(errno));
		return false;
	}
	learn_port(port, fd);
	*proxy = (struct proxy){ .proxies = proxies, .port = port };
	proxy->watch =
		(struct watch){ fd, 0, port->udp ? proxy_udp_ready : proxy_tcp_ready, proxy };
	proxies->count++;
	return true;
}

/* As many connections as there are descriptors for: accepting more would fail for ever. */
static size_t most_links(void)
{
	struct rlimit limit;
	rlim_t wanted = DESCRIPTORS_KEPT + 2 * LINKS_MOST;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 1;
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
		if (setrlimit(RLIMIT_NOFILE, &limit))
			getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= wanted)
		return LINKS_MOST;
	return limit.rlim_cur > DESCRIPTORS_KEPT + 2 ? (limit.rlim_cur - DESCRIPTORS_KEPT) / 2 : 1;
}

static void expire(void *owner)
{
	struct proxies *proxies = owner;

	for (size_t i = 0; i < proxies->count; i++)
		if (proxies->list[i].port->udp)
			proxy_udp_expire(&proxies->list[i]);
	timer_start(&proxies->expiry, EXPIRY_MS);
}

bool proxies_open(struct monitor *monitor, char **why)
{
	struct spec *spec = &monitor->order->spec;
	struct proxies *proxies = allocate(1, sizeof(*proxies));

	proxies->monitor = monitor;
	proxies->list = allocate(spec->port_count, sizeof(*proxies->list));
	proxies->links_most = most_links();
	proxies->expiry = (struct timer){ .due = expire, .owner = proxies };
	monitor->proxies = proxies;
	for (size_t i = 0; i < spec->port_count; i++) {
		if (!proxy_open(proxies, &spec->ports[i], why)) {
			monitor->running.failure =
				errno == EADDRINUSE ? STATUS_IN_USE : STATUS_FAILED;
			proxies_close(monitor);
			return false;
		}
	}
	timer_start(&proxies->expiry, EXPIRY_MS);
	return true;
}

/* Told once for each life of the domain, which could claim addresses without an end. */
static void refuse(struct proxies *proxies, const char *address, char *why)
{
	struct monitor *monitor = proxies->monitor;
	char *text = text_format("the domain says that its address is %s, but %s; -p does not "
				 "lead there",
				 address, why);

	if (!proxies->refused) {
		clients_tell(monitor, text);
		console_write(monitor, text, strlen(text), true);
	}
	proxies->refused = true;
	free(text);
	free(why);
}

void proxies_address(struct monitor *monitor, const char *interface, const char *text)
{
	struct proxies *proxies = monitor->proxies;
	char address[INET6_ADDRSTRLEN], *why = NULL;
	union address found = { .any.sa_family = AF_UNSPEC };

	if (!proxies || (proxies->domain.any.sa_family == AF_INET &&
			 strcmp(proxies->interface, interface) != 0))
		return;
	snprintf(address, sizeof(address), "%.*s", (int)strcspn(text, "/"), text);
	if (inet_pton(AF_INET, address, &found.v4.sin_addr) == 1)
		found.v4.sin_family = AF_INET;
	else if (proxies->domain.any.sa_family != AF_INET &&
		 inet_pton(AF_INET6, address, &found.v6.sin6_addr) == 1 &&
		 !IN6_IS_ADDR_LINKLOCAL(&found.v6.sin6_addr))
		found.v6.sin6_family = AF_INET6;
	else
		return;
	if (!reaches(proxies, &found, proxies->way, &why)) {
		refuse(proxies, address, why);
		return;
	}
	snprintf(proxies->interface, sizeof(proxies->interface), "%s", interface);
	proxies->domain = found;
	proxies_listen(proxies);
}

void proxies_disconnect(struct monitor *monitor)
{
	struct proxies *proxies = monitor->proxies;

	if (!proxies)
		return;
	proxies->domain = (union address){ .any.sa_family = AF_UNSPEC };
	proxies->refused = false;
	for (size_t i = 0; i < proxies->count; i++) {
		proxy_tcp_close(&proxies->list[i]);
		proxy_udp_close(&proxies->list[i]);
	}
	proxies_listen(proxies);
}

void proxies_close(struct monitor *monitor)
{
	struct proxies *proxies = monitor->proxies;

	if (!proxies)
		return;
	proxies_disconnect(monitor);
	timer_stop(&proxies->expiry);
	for (size_t i = 0; i < proxies->count; i++)
		loop_forget(&proxies->list[i].watch);
	free(proxies->list);
	free(proxies);
	monitor->proxies = NULL;
}
