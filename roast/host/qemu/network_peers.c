// SPDX-License-Identifier: GPL-2.0
/* Answers to this machine's own clients of UDP ports. */
#include "network_peers.h"

#include <netinet/in.h>
#include <string.h>

#include "network.h"

/* Where the fields of an Ethernet frame with IPv4, without options, and UDP are. */
#define AT_TYPE 12
#define AT_VERSION 14
#define AT_ID 18
#define AT_FRAGMENT 20
#define AT_PROTOCOL 23
#define AT_CHECKSUM 24
#define AT_FROM 26
#define AT_TO 30
#define AT_FROM_PORT 34
#define AT_TO_PORT 36
#define AT_UDP_CHECKSUM 40
#define UDP_END 42

#define FRAGMENT_OFFSET 0x1fff
#define DHCP_SERVER 67

static uint16_t get16(const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static uint32_t get32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static bool is_udp(const uint8_t *frame, size_t size)
{
	return size >= AT_FROM_PORT && ntohs(get16(frame + AT_TYPE)) == 0x0800 &&
	       frame[AT_VERSION] == 0x45 && frame[AT_PROTOCOL] == IPPROTO_UDP;
}

/* The fragments behind the first have no ports. */
static bool begins(const uint8_t *frame)
{
	return !(ntohs(get16(frame + AT_FRAGMENT)) & FRAGMENT_OFFSET);
}

/* RFC 1624: what a checksum becomes when a word that it covers does. */
static uint16_t sum_with(uint16_t sum, const uint8_t *old, const uint8_t *new)
{
	uint32_t whole = (uint16_t)~sum;

	for (size_t i = 0; i < sizeof(uint32_t); i += 2)
		whole += (uint16_t)~get16(old + i) + (uint32_t)get16(new + i);
	while (whole >> 16)
		whole = (whole & 0xffff) + (whole >> 16);
	return (uint16_t)~whole;
}

static void set_address(uint8_t *frame, size_t size, size_t at, uint32_t address)
{
	uint8_t old[sizeof(address)];
	uint16_t sum;

	memcpy(old, frame + at, sizeof(old));
	memcpy(frame + at, &address, sizeof(address));
	sum = sum_with(get16(frame + AT_CHECKSUM), old, frame + at);
	memcpy(frame + AT_CHECKSUM, &sum, sizeof(sum));
	if (!begins(frame) || size < UDP_END || !get16(frame + AT_UDP_CHECKSUM))
		return;
	sum = sum_with(get16(frame + AT_UDP_CHECKSUM), old, frame + at);
	if (!sum) /* would be none */
		sum = 0xffff;
	memcpy(frame + AT_UDP_CHECKSUM, &sum, sizeof(sum));
}

static bool is_published(const struct spec *spec, uint16_t domain_port)
{
	for (size_t i = 0; i < spec->port_count; i++)
		if (spec->ports[i].udp && spec->ports[i].domain == ntohs(domain_port))
			return true;
	return false;
}

static struct network_peer *find(struct network_peers *peers, uint16_t port, uint16_t domain_port)
{
	for (size_t i = 0; i < NETWORK_PEERS_MOST; i++)
		if (peers->list[i].address && peers->list[i].port == port &&
		    peers->list[i].domain_port == domain_port)
			return &peers->list[i];
	return NULL;
}

static void remember(struct network_peers *peers, const uint8_t *frame, uint32_t address,
		     int64_t now_ms)
{
	uint16_t port = get16(frame + AT_FROM_PORT);
	uint16_t domain_port = get16(frame + AT_TO_PORT);
	struct network_peer *peer;

	if (!is_published(peers->spec, domain_port))
		return;
	peer = find(peers, port, domain_port);
	if (!peer) {
		peer = &peers->list[peers->next];
		peers->next = (peers->next + 1) % NETWORK_PEERS_MOST;
	}
	*peer = (struct network_peer){ address, port, domain_port, now_ms };
}

/*
 * libslirp gives the gateway's address to a client at 127.0.0.1 while it believes that the domain
 * last spoke to the gateway. The gateway itself speaks as a DHCP server alone.
 */
void network_peers_to_domain(struct network_peers *peers, uint8_t *frame, size_t size,
			     int64_t now_ms)
{
	uint32_t gateway = htonl(NETWORK_GATEWAY), address;

	if (!is_udp(frame, size))
		return;
	address = get32(frame + AT_FROM);
	if (frame[AT_FROM] == 127)
		set_address(frame, size, AT_FROM, gateway);
	else if (address == gateway)
		address = htonl(INADDR_LOOPBACK);
	else
		return;
	if (begins(frame) && size >= UDP_END && get16(frame + AT_FROM_PORT) != htons(DHCP_SERVER))
		remember(peers, frame, address, now_ms);
}

void network_peers_from_domain(struct network_peers *peers, uint8_t *frame, size_t size,
			       int64_t now_ms)
{
	struct network_peer *peer;

	if (!is_udp(frame, size) || get32(frame + AT_TO) != htonl(NETWORK_GATEWAY) ||
	    get32(frame + AT_FROM) != htonl(NETWORK_DOMAIN))
		return;
	if (begins(frame)) {
		peers->answered = 0;
		peer = size < UDP_END ? NULL
				      : find(peers, get16(frame + AT_TO_PORT),
					     get16(frame + AT_FROM_PORT));
		if (!peer || now_ms - peer->heard_ms > NETWORK_PEER_MS)
			return;
		peers->answered = peer->address;
		peers->answered_id = get16(frame + AT_ID);
	} else if (get16(frame + AT_ID) != peers->answered_id) {
		return;
	}
	if (peers->answered)
		set_address(frame, size, AT_TO, peers->answered);
}
