// SPDX-License-Identifier: GPL-2.0
/* The states of a DHCPv4 client (RFC 2131, figure 5). */
#include "dhcp4.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "dhcp4_socket.h"
#include "say.h"

/* Waits double from the first to the last; RFC 2131 starts with 4 s, a booting domain sooner. */
#define FIRST_WAIT_MS 1000
#define WAIT_DOUBLINGS 6
#define REQUEST_ATTEMPTS 4

/* Renewals are repeated no more often than this, nor than a 20th of the lease. */
#define RENEW_WAIT_MOST_MS 60000
#define RENEW_WAIT_LEAST_MS 1000

#define NEW_LEASE_MS 3000

/* How long to wait when an address was given back (RFC 2131, 3.1.5). */
#define DECLINE_WAIT_MS 10000

#define PACKETS_AT_ONCE 16

static uint32_t random_number(void)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		number = (uint32_t)loop_now() * 2654435761U;
	return number;
}

static bool is_raw(const struct dhcp4 *client)
{
	return client->state == DHCP4_SELECTING || client->state == DHCP4_REQUESTING;
}

static void close_socket(struct dhcp4 *client)
{
	if (client->source.fd < 0)
		return;
	loop_remove(&client->source);
	close(client->source.fd);
	client->source.fd = -1;
}

static void packet_ready(struct loop_source *source);

static void open_socket(struct dhcp4 *client)
{
	if (client->source.fd >= 0)
		return;
	client->source.fd =
		is_raw(client) ? dhcp4_socket_raw(client->index) : dhcp4_socket_udp(client->name);
	if (client->source.fd < 0) {
		warn("%s: no socket for DHCP: %s", client->name, strerror(errno));
		return;
	}
	client->source.ready = packet_ready;
	loop_add(&client->source);
}

static uint16_t elapsed_seconds(const struct dhcp4 *client)
{
	uint64_t seconds = (loop_now() - client->began) / 1000;

	return seconds < UINT16_MAX ? (uint16_t)seconds : UINT16_MAX;
}

static void fill_question(const struct dhcp4 *client, struct dhcp4_question *question)
{
	*question = (struct dhcp4_question){
		.type = client->state == DHCP4_SELECTING ? DHCP4_DISCOVER : DHCP4_REQUEST,
		.transaction = client->transaction,
		.seconds = elapsed_seconds(client),
		.hostname = client->hostname,
	};
	memcpy(question->mac, client->mac, sizeof(question->mac));
	if (client->state == DHCP4_REQUESTING) {
		question->requested = client->offer.address;
		question->server = client->offer.server;
	} else if (client->state != DHCP4_SELECTING) {
		question->current = client->lease.address;
	}
}

/* A message that cannot be sent now, with the link down perhaps, is repeated like a lost one. */
static void send_question(struct dhcp4 *client)
{
	struct dhcp4_question question;
	unsigned char bytes[DHCP4_SIZE];
	struct in_addr everyone = { 0 };

	open_socket(client);
	if (client->source.fd < 0)
		return;
	fill_question(client, &question);
	dhcp4_write(&question, bytes);
	if (is_raw(client))
		dhcp4_send_raw(client->source.fd, client->index, bytes);
	else
		dhcp4_send_udp(client->source.fd, client->lease.address,
			       client->state == DHCP4_RENEWING ? client->lease.server : everyone,
			       bytes);
}

/* Milliseconds to the next attempt, spread by a quarter so that domains do not ask in step. */
static uint64_t backoff(const struct dhcp4 *client)
{
	unsigned int doublings =
		client->attempt < WAIT_DOUBLINGS ? client->attempt : WAIT_DOUBLINGS;
	uint64_t wait = (uint64_t)FIRST_WAIT_MS << doublings;

	return wait - wait / 8 + random_number() % (wait / 4);
}

static void begin_exchange(struct dhcp4 *client, enum dhcp4_state state)
{
	client->state = state;
	client->attempt = 0;
	client->began = loop_now();
	client->transaction = random_number();
	close_socket(client);
}

static void select_server(struct dhcp4 *client)
{
	send_question(client);
	loop_timer_start(&client->timer, backoff(client));
	client->attempt++;
}

static void request_offer(struct dhcp4 *client)
{
	if (client->attempt == REQUEST_ATTEMPTS) {
		begin_exchange(client, DHCP4_SELECTING);
		select_server(client);
		return;
	}
	send_question(client);
	loop_timer_start(&client->timer, backoff(client));
	client->attempt++;
}

/* Milliseconds from the beginning of the lease; what is over counts as 0 from now. */
static uint64_t until(const struct dhcp4 *client, uint32_t seconds)
{
	uint64_t when = client->lease_began + (uint64_t)seconds * 1000;
	uint64_t now = loop_now();

	return when > now ? when - now : 0;
}

static uint64_t least_renew_wait(const struct dhcp4 *client)
{
	uint64_t share = (uint64_t)client->lease.lease * 1000 / 20;

	if (share > RENEW_WAIT_MOST_MS)
		return RENEW_WAIT_MOST_MS;
	return share < RENEW_WAIT_LEAST_MS ? RENEW_WAIT_LEAST_MS : share;
}

/* Half of what is left of the phase (RFC 2131, 4.4.5), but not in ever shorter steps. */
static void repeat_renewal(struct dhcp4 *client, uint32_t phase_end)
{
	uint64_t left = until(client, phase_end);
	uint64_t wait = left / 2 > least_renew_wait(client) ? left / 2 : least_renew_wait(client);

	client->began = client->attempt ? client->began : loop_now();
	client->attempt++;
	send_question(client);
	loop_timer_start(&client->timer, wait < left ? wait : left);
}

/* What was refused at once may be refused for ever: each time the client waits longer. */
static void select_later(struct dhcp4 *client, uint64_t least)
{
	uint64_t wait = (uint64_t)FIRST_WAIT_MS << client->refusals;

	if (client->refusals < WAIT_DOUBLINGS)
		client->refusals++;
	begin_exchange(client, DHCP4_SELECTING);
	loop_timer_start(&client->timer, wait > least ? wait : least);
}

static void lease_lost(struct dhcp4 *client, const char *why)
{
	warn("%s: %s; asking for a new address", client->name, why);
	arp_stop(&client->arp);
	begin_exchange(client, DHCP4_SELECTING);
	client->changed(client, false);
	select_server(client);
}

/* The socket is raw, for the address is not to be used any more. */
static void send_decline(struct dhcp4 *client)
{
	struct dhcp4_question question = {
		.type = DHCP4_DECLINE,
		.transaction = random_number(),
		.requested = client->lease.address,
		.server = client->lease.server,
	};
	unsigned char bytes[DHCP4_SIZE];

	memcpy(question.mac, client->mac, sizeof(question.mac));
	dhcp4_write(&question, bytes);
	open_socket(client);
	if (client->source.fd >= 0)
		dhcp4_send_raw(client->source.fd, client->index, bytes);
}

static void conflict_found(struct arp *arp, const unsigned char other[6])
{
	struct dhcp4 *client = (void *)((char *)arp - offsetof(struct dhcp4, arp));
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &client->lease.address, address, sizeof(address));
	warn("%s: %s of the DHCP server is used by %02x:%02x:%02x:%02x:%02x:%02x; giving it back",
	     client->name, address, other[0], other[1], other[2], other[3], other[4], other[5]);
	client->problem = "gave an address that another host uses";
	select_later(client, DECLINE_WAIT_MS);
	client->changed(client, false);
	send_decline(client);
}

static void renew(struct dhcp4 *client)
{
	client->refusals = 0;
	if (client->state == DHCP4_BOUND)
		begin_exchange(client, DHCP4_RENEWING);
	if (client->state == DHCP4_RENEWING && until(client, client->lease.rebind) == 0)
		begin_exchange(client, DHCP4_REBINDING);
	if (client->state == DHCP4_REBINDING && until(client, client->lease.lease) == 0)
		lease_lost(client, "the DHCP lease ran out without an answer");
	else
		repeat_renewal(client, client->state == DHCP4_RENEWING ? client->lease.rebind
								       : client->lease.lease);
}

static void timer_fired(struct loop_timer *timer)
{
	struct dhcp4 *client = (void *)((char *)timer - offsetof(struct dhcp4, timer));

	if (client->state == DHCP4_SELECTING)
		select_server(client);
	else if (client->state == DHCP4_REQUESTING)
		request_offer(client);
	else
		renew(client);
}

static void bind_lease(struct dhcp4 *client, const struct dhcp4_answer *answer)
{
	bool is_new = client->state == DHCP4_REQUESTING;

	client->lease = *answer;
	client->lease_began = client->began;
	client->problem = NULL;
	client->state = DHCP4_BOUND;
	close_socket(client);
	loop_timer_stop(&client->timer);
	if (client->lease.lease != DHCP4_FOREVER)
		loop_timer_start(&client->timer, until(client, client->lease.renew));
	client->changed(client, true);
	if (is_new)
		arp_begin(&client->arp, client->lease.address);
}

static void take_offer(struct dhcp4 *client, const struct dhcp4_answer *answer)
{
	client->offer = *answer;
	client->state = DHCP4_REQUESTING;
	client->attempt = 0;
	client->began = loop_now();
	request_offer(client);
}

static void refused(struct dhcp4 *client)
{
	if (client->state == DHCP4_REQUESTING) {
		client->problem = "refused the address that it had offered";
		select_later(client, 0);
	} else {
		lease_lost(client, "the DHCP server took the address back");
	}
}

static void take_answer(struct dhcp4 *client, const struct dhcp4_answer *answer)
{
	if (client->state == DHCP4_SELECTING) {
		if (answer->type == DHCP4_OFFER)
			take_offer(client, answer);
		return;
	}
	if (client->state == DHCP4_REQUESTING && answer->server_said && client->offer.server_said &&
	    answer->server.s_addr != client->offer.server.s_addr)
		return;
	if (answer->type == DHCP4_ACK)
		bind_lease(client, answer);
	else if (answer->type == DHCP4_NAK)
		refused(client);
}

static void packet_ready(struct loop_source *source)
{
	struct dhcp4 *client = (void *)((char *)source - offsetof(struct dhcp4, source));
	unsigned char buffer[DHCP4_SIZE_MAX];
	struct dhcp4_answer answer;
	const unsigned char *bytes;
	struct in_addr from;
	int fd = source->fd;
	size_t size;

	/* An answer may close the socket, and open another. However much comes, others get on. */
	for (int i = 0; i < PACKETS_AT_ONCE && source->fd == fd && fd >= 0; i++) {
		if (!dhcp4_receive(fd, is_raw(client), buffer, sizeof(buffer), &bytes, &size,
				   &from))
			return;
		if (dhcp4_read(bytes, size, client->transaction, client->mac, from, &answer))
			take_answer(client, &answer);
		else if (answer.problem)
			client->problem = answer.problem;
	}
}

void dhcp4_start(struct dhcp4 *client)
{
	client->source.fd = -1;
	client->timer.fire = timer_fired;
	client->arp.index = client->index;
	client->arp.conflict = conflict_found;
	memcpy(client->arp.mac, client->mac, sizeof(client->arp.mac));
	arp_prepare(&client->arp);
	begin_exchange(client, DHCP4_SELECTING);
	select_server(client);
}

void dhcp4_link_returned(struct dhcp4 *client)
{
	/* The card reports its start as a return, too; a lease that new needs no confirmation. */
	if (client->state == DHCP4_BOUND && loop_now() > client->lease_began + NEW_LEASE_MS) {
		begin_exchange(client, DHCP4_REBINDING);
		repeat_renewal(client, client->lease.lease);
	} else if (client->state == DHCP4_SELECTING) {
		client->attempt = 0;
		select_server(client);
	}
}
