// SPDX-License-Identifier: GPL-2.0
/*
 * Which frames of a domain are passed on. libslirp opens an ordinary socket to the address that a
 * packet is for, so a packet for 127.0.0.1 would reach this machine's own services. (What is for
 * the gateway's address it refuses by itself: disable_host_loopback.)
 */
#include <netinet/in.h>
#include <string.h>

#include "network.h"

#define ETHERNET_SIZE 14
#define TYPE_IPV4 0x0800
#define TYPE_IPV6 0x86dd

static bool may_pass_v4(const unsigned char *packet, size_t size)
{
	unsigned char first;

	if (size < 20)
		return false;
	first = packet[16];
	return first != 0 && first != 127;
}

/* ::, ::1 and IPv4 addresses in IPv6: those whose first 80 bits are zero. */
static bool may_pass_v6(const unsigned char *packet, size_t size)
{
	static const unsigned char zeros[10];

	return size >= 40 && memcmp(packet + 24, zeros, sizeof(zeros)) != 0;
}

bool network_frame_may_pass(const unsigned char *frame, size_t size)
{
	const unsigned char *packet = frame + ETHERNET_SIZE;

	if (size < ETHERNET_SIZE)
		return false;
	size -= ETHERNET_SIZE;
	switch (frame[12] << 8 | frame[13]) {
	case TYPE_IPV4:
		return may_pass_v4(packet, size);
	case TYPE_IPV6:
		return may_pass_v6(packet, size);
	default: /* ARP, and what libslirp does not know */
		return true;
	}
}
