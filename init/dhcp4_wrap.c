// SPDX-License-Identifier: GPL-2.0
/* The IPv4 and UDP headers (RFC 791, RFC 768) of a host that has no address yet. */
#include <string.h>

#include "dhcp4_packet.h"

enum {
	AT_VERSION = 0,
	AT_LENGTH = 2,
	AT_FRAGMENT = 6,
	AT_TTL = 8,
	AT_PROTOCOL = 9,
	AT_CHECKSUM = 10,
	AT_SOURCE = 12,
	AT_DESTINATION = 16,
};

#define IP_HEADER 20
#define UDP_HEADER 8

static uint32_t sum(const unsigned char *bytes, size_t size, uint32_t total)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		total += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	if (size & 1)
		total += (uint32_t)bytes[size - 1] << 8;
	return total;
}

static uint16_t fold(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)~total;
}

static void put16(unsigned char *bytes, size_t value)
{
	bytes[0] = (unsigned char)(value >> 8);
	bytes[1] = (unsigned char)value;
}

static size_t get16(const unsigned char *bytes)
{
	return (size_t)bytes[0] << 8 | bytes[1];
}

void dhcp4_wrap(unsigned char *headers, const unsigned char *bytes, size_t size)
{
	unsigned char *udp = headers + IP_HEADER;
	uint32_t total;
	uint16_t checksum;

	memset(headers, 0, DHCP4_HEADERS);
	headers[AT_VERSION] = 0x45;
	put16(headers + AT_LENGTH, DHCP4_HEADERS + size);
	headers[AT_TTL] = 64;
	headers[AT_PROTOCOL] = IPPROTO_UDP;
	memset(headers + AT_DESTINATION, 0xff, 4);
	put16(headers + AT_CHECKSUM, fold(sum(headers, IP_HEADER, 0)));
	put16(udp, DHCP4_CLIENT_PORT);
	put16(udp + 2, DHCP4_SERVER_PORT);
	put16(udp + 4, UDP_HEADER + size);
	total = sum(headers + AT_SOURCE, 8, IPPROTO_UDP + UDP_HEADER + (uint32_t)size);
	checksum = fold(sum(bytes, size, sum(udp, UDP_HEADER, total)));
	put16(udp + 6, checksum ? checksum : 0xffff);
}

/*
 * The UDP checksum is not looked at: between domains of one host it may be left to a network
 * card that never sees the packet. The transaction and the MAC address are compared instead.
 */
bool dhcp4_unwrap(const unsigned char *packet, size_t packet_size, const unsigned char **bytes,
		  size_t *size, struct in_addr *source)
{
	const unsigned char *udp;
	size_t header, length;

	if (packet_size < DHCP4_HEADERS || packet[AT_VERSION] >> 4 != 4)
		return false;
	header = (size_t)(packet[AT_VERSION] & 15) * 4;
	length = get16(packet + AT_LENGTH);
	if (header < IP_HEADER || length > packet_size || length < header + UDP_HEADER ||
	    fold(sum(packet, header, 0)) != 0)
		return false;
	if (packet[AT_PROTOCOL] != IPPROTO_UDP || (get16(packet + AT_FRAGMENT) & 0x3fff))
		return false;
	udp = packet + header;
	if (get16(udp) != DHCP4_SERVER_PORT || get16(udp + 2) != DHCP4_CLIENT_PORT)
		return false;
	if (get16(udp + 4) < UDP_HEADER || get16(udp + 4) > length - header)
		return false;
	*bytes = udp + UDP_HEADER;
	*size = get16(udp + 4) - UDP_HEADER;
	memcpy(source, packet + AT_SOURCE, 4);
	return true;
}
