// SPDX-License-Identifier: GPL-2.0
/* ARP probes: an address of which another host says that it is its own. */
#include "arp.h"

#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROBES 3
#define PROBE_MS 1000
#define PACKETS_AT_ONCE 16

/* Of Ethernet and IPv4; all that is in network byte order. */
struct packet {
	unsigned char hardware[2], protocol[2], hardware_size, protocol_size, operation[2];
	unsigned char sender_mac[6], sender[4], target_mac[6], target[4];
};

_Static_assert(sizeof(struct packet) == 28, "the packet has no padding");

static void send_probe(const struct arp *arp)
{
	struct packet packet = {
		.hardware = { 0, ARPHRD_ETHER },
		.protocol = { ETH_P_IP >> 8, ETH_P_IP & 0xff },
		.hardware_size = 6,
		.protocol_size = 4,
		.operation = { 0, ARPOP_REQUEST },
	};
	struct sockaddr_ll everyone = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP),
		.sll_ifindex = arp->index,
		.sll_halen = 6,
	};

	memset(everyone.sll_addr, 0xff, 6);
	memcpy(packet.sender_mac, arp->mac, 6);
	memcpy(packet.target, &arp->address, 4);
	/* A probe that is lost is like one that nobody answers. */
	(void)sendto(arp->source.fd, &packet, sizeof(packet), 0, (struct sockaddr *)&everyone,
		     sizeof(everyone));
}

static bool is_conflict(const struct arp *arp, const struct packet *packet, ssize_t size)
{
	return size >= (ssize_t)sizeof(*packet) && packet->hardware_size == 6 &&
	       packet->protocol_size == 4 && memcmp(packet->sender, &arp->address, 4) == 0 &&
	       memcmp(packet->sender_mac, arp->mac, 6) != 0;
}

static void packet_ready(struct loop_source *source)
{
	struct arp *arp = (void *)((char *)source - offsetof(struct arp, source));
	struct packet packet;
	ssize_t size;

	for (int i = 0; i < PACKETS_AT_ONCE; i++) {
		size = recv(source->fd, &packet, sizeof(packet), 0);
		if (size < 0)
			return;
		if (is_conflict(arp, &packet, size)) {
			arp_stop(arp);
			arp->conflict(arp, packet.sender_mac);
			return;
		}
	}
}

static void timer_fired(struct loop_timer *timer)
{
	struct arp *arp = (void *)((char *)timer - offsetof(struct arp, timer));

	if (arp->sent == PROBES) {
		arp_stop(arp);
		return;
	}
	arp->sent++;
	send_probe(arp);
	loop_timer_start(timer, PROBE_MS);
}

void arp_prepare(struct arp *arp)
{
	arp->source.fd = -1;
	arp->source.ready = packet_ready;
	arp->timer.fire = timer_fired;
}

void arp_begin(struct arp *arp, struct in_addr address)
{
	struct sockaddr_ll own = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP),
		.sll_ifindex = arp->index,
	};

	arp_stop(arp);
	arp->address = address;
	arp->sent = 0;
	/* Without the socket the address is used unchecked, as most clients do. */
	arp->source.fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (arp->source.fd < 0)
		return;
	if (bind(arp->source.fd, (struct sockaddr *)&own, sizeof(own)) < 0) {
		close(arp->source.fd);
		arp->source.fd = -1;
		return;
	}
	loop_add(&arp->source);
	timer_fired(&arp->timer);
}

void arp_stop(struct arp *arp)
{
	loop_timer_stop(&arp->timer);
	if (arp->source.fd < 0)
		return;
	loop_remove(&arp->source);
	close(arp->source.fd);
	arp->source.fd = -1;
}
