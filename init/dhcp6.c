// SPDX-License-Identifier: GPL-2.0
/* The exchanges of a DHCPv6 client (RFC 8415, 18.2). */
#include "dhcp6.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "say.h"

/* RFC 8415, 7.6: first wait, longest wait, attempts (0: no end). */
struct schedule {
	uint32_t first, longest; /* milliseconds */
	unsigned int attempts;
};

#define REFUSED_MS 1000
#define REFUSED_DOUBLINGS 6
#define ATTEMPT_LEAST_MS 1000
#define PACKETS_AT_ONCE 16

static const struct schedule solicit_schedule = { 1000, 120000, 0 };
static const struct schedule request_schedule = { 1000, 30000, 10 };
static const struct schedule information_schedule = { 1000, 3600000, 0 };
static const struct schedule renew_schedule = { 10000, 600000, 0 };

static uint32_t random_number(void)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		number = (uint32_t)loop_now() * 2654435761U;
	return number;
}

static const struct schedule *schedule_of(const struct dhcp6 *client)
{
	if (client->exchange == DHCP6_SOLICIT)
		return &solicit_schedule;
	if (client->exchange == DHCP6_INFORMATION)
		return &information_schedule;
	return client->exchange == DHCP6_REQUEST ? &request_schedule : &renew_schedule;
}

static void packet_ready(struct loop_source *source);

static int open_udp(const char *interface)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_in6 own = { .sin6_family = AF_INET6,
				    .sin6_port = htons(DHCP6_CLIENT_PORT) };
	const int yes = 1;
	int error;

	if (fd < 0)
		return fd;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		       (socklen_t)strlen(interface) + 1) == 0 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes)) == 0 &&
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void open_socket(struct dhcp6 *client)
{
	if (client->source.fd >= 0)
		return;
	client->source.fd = open_udp(client->name);
	if (client->source.fd < 0) {
		warn("%s: no socket for DHCPv6: %s", client->name, strerror(errno));
		return;
	}
	client->source.ready = packet_ready;
	loop_add(&client->source);
}

static void close_socket(struct dhcp6 *client)
{
	if (client->source.fd < 0)
		return;
	loop_remove(&client->source);
	close(client->source.fd);
	client->source.fd = -1;
}

static const struct dhcp6_answer *subject(const struct dhcp6 *client)
{
	if (client->exchange == DHCP6_SOLICIT || client->exchange == DHCP6_INFORMATION)
		return NULL;
	return client->exchange == DHCP6_REQUEST ? &client->offer : &client->lease;
}

/* Until the link-local address is in use nothing can be sent; it is tried again like a loss. */
static void send_question(struct dhcp6 *client)
{
	uint64_t elapsed = (loop_now() - client->began) / 10;
	struct dhcp6_question question = {
		.type = client->exchange,
		.transaction = client->transaction,
		.hundredths = elapsed < UINT16_MAX ? (uint16_t)elapsed : UINT16_MAX,
		.about = subject(client),
	};
	struct sockaddr_in6 servers = { .sin6_family = AF_INET6,
					.sin6_port = htons(DHCP6_SERVER_PORT),
					.sin6_scope_id = (uint32_t)client->index };
	unsigned char bytes[DHCP6_SIZE];
	size_t size;

	open_socket(client);
	if (client->source.fd < 0)
		return;
	memcpy(question.mac, client->mac, sizeof(question.mac));
	inet_pton(AF_INET6, "ff02::1:2", &servers.sin6_addr);
	size = dhcp6_write(&question, bytes);
	if (sendto(client->source.fd, bytes, size, 0, (struct sockaddr *)&servers,
		   sizeof(servers)) < 0 &&
	    errno == EADDRNOTAVAIL)
		client->attempt = 0;
}

static uint64_t until(const struct dhcp6 *client, uint32_t seconds)
{
	uint64_t when = client->lease_began + (uint64_t)seconds * 1000;
	uint64_t now = loop_now();

	return when > now ? when - now : 0;
}

/* The wait doubles up to the longest, each spread by a tenth (RFC 8415, 15). */
static void choose_wait(struct dhcp6 *client)
{
	const struct schedule *schedule = schedule_of(client);
	uint64_t wait = client->attempt ? client->wait * 2 : schedule->first;

	if (wait > schedule->longest)
		wait = schedule->longest;
	client->wait = wait - wait / 10 + random_number() % (wait / 5);
}

static void begin_exchange(struct dhcp6 *client, enum dhcp6_type exchange)
{
	client->exchange = exchange;
	client->attempt = 0;
	client->began = loop_now();
	client->transaction = random_number() & 0xffffff;
}

/* The end of the phase that a renewal belongs to, or the end of the next wait. */
static void attempt(struct dhcp6 *client)
{
	uint64_t wait;

	choose_wait(client);
	client->attempt++;
	send_question(client);
	wait = client->wait;
	if (client->exchange == DHCP6_RENEW && until(client, client->lease.rebind) < wait)
		wait = until(client, client->lease.rebind);
	if (client->exchange == DHCP6_REBIND && until(client, client->lease.valid) < wait)
		wait = until(client, client->lease.valid);
	loop_timer_start(&client->timer, wait > ATTEMPT_LEAST_MS ? wait : ATTEMPT_LEAST_MS);
}

static enum dhcp6_type first_exchange(const struct dhcp6 *client)
{
	return client->only_information ? DHCP6_INFORMATION : DHCP6_SOLICIT;
}

static void start_over(struct dhcp6 *client)
{
	begin_exchange(client, first_exchange(client));
	attempt(client);
}

/* What was refused at once may be refused for ever: each time the client waits longer. */
static void start_later(struct dhcp6 *client)
{
	uint64_t wait = (uint64_t)REFUSED_MS << client->refusals;

	if (client->refusals < REFUSED_DOUBLINGS)
		client->refusals++;
	close_socket(client);
	begin_exchange(client, first_exchange(client));
	loop_timer_start(&client->timer, wait);
}

static void lease_lost(struct dhcp6 *client, const char *why)
{
	warn("%s: %s; asking for a new address", client->name, why);
	client->bound = false;
	client->changed(client, false);
	start_later(client);
}

static void timer_fired(struct loop_timer *timer)
{
	struct dhcp6 *client = (void *)((char *)timer - offsetof(struct dhcp6, timer));
	const struct schedule *schedule = schedule_of(client);

	if (client->exchange == DHCP6_REPLY) {
		client->refusals = 0;
		begin_exchange(client, client->only_information ? DHCP6_INFORMATION : DHCP6_RENEW);
	} else if (client->exchange == DHCP6_RENEW && until(client, client->lease.rebind) == 0)
		begin_exchange(client, DHCP6_REBIND);
	else if (schedule->attempts && client->attempt >= schedule->attempts)
		begin_exchange(client, DHCP6_SOLICIT);
	if (client->exchange == DHCP6_REBIND && until(client, client->lease.valid) == 0)
		lease_lost(client, "the DHCPv6 lease ran out without an answer");
	else
		attempt(client);
}

static void bind_lease(struct dhcp6 *client, const struct dhcp6_answer *answer)
{
	bool moved = client->bound &&
		     memcmp(&client->lease.address, &answer->address, sizeof(answer->address)) != 0;

	if (moved)
		client->changed(client, false);
	client->lease = *answer;
	client->lease_began = client->began;
	client->exchange = DHCP6_REPLY;
	client->bound = true;
	close_socket(client);
	loop_timer_stop(&client->timer);
	if (client->only_information)
		loop_timer_start(&client->timer, until(client, answer->refresh));
	else if (answer->renew != DHCP6_FOREVER && answer->valid != DHCP6_FOREVER)
		loop_timer_start(&client->timer, until(client, answer->renew));
	client->changed(client, true);
}

static void take_answer(struct dhcp6 *client, const struct dhcp6_answer *answer)
{
	if (client->exchange == DHCP6_SOLICIT) {
		if (answer->type != DHCP6_ADVERTISE || !answer->has_address)
			return;
		client->offer = *answer;
		begin_exchange(client, DHCP6_REQUEST);
		attempt(client);
	} else if (client->exchange == DHCP6_INFORMATION) {
		if (answer->type == DHCP6_REPLY)
			bind_lease(client, answer);
	} else if (answer->type == DHCP6_REPLY && answer->has_address) {
		bind_lease(client, answer);
	} else if (answer->type == DHCP6_REPLY && client->exchange == DHCP6_REQUEST) {
		start_later(client);
	} else if (answer->type == DHCP6_REPLY && client->exchange != DHCP6_REPLY) {
		lease_lost(client, "the DHCPv6 server took the address back");
	}
}

static void packet_ready(struct loop_source *source)
{
	struct dhcp6 *client = (void *)((char *)source - offsetof(struct dhcp6, source));
	unsigned char buffer[DHCP6_SIZE_MAX];
	struct dhcp6_answer answer;

	/* However much comes, others get on. */
	for (int i = 0; i < PACKETS_AT_ONCE && source->fd >= 0; i++) {
		ssize_t got = recv(source->fd, buffer, sizeof(buffer), 0);

		if (got < 0)
			return;
		if (dhcp6_read(buffer, (size_t)got, client->transaction, client->mac, &answer))
			take_answer(client, &answer);
	}
}

void dhcp6_start(struct dhcp6 *client)
{
	client->source.fd = -1;
	client->timer.fire = timer_fired;
	start_over(client);
}

void dhcp6_want_address(struct dhcp6 *client)
{
	client->only_information = false;
	client->bound = false;
	close_socket(client);
	start_over(client);
}
