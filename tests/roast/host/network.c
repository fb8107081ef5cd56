// SPDX-License-Identifier: GPL-2.0
/* Which frames of a domain its network passes on, and to whom answers go. */
#include "spec.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../../../roast/host/qemu/network.h"
#include "../../../roast/host/qemu/network_peers.h"

#define DATAGRAM 50 /* bytes of a frame with eight bytes of data */

/* The frame is as long as it says, so that a read behind its end is found. */
static bool passes(const char *to, size_t cut)
{
	unsigned char frame[54] = { 0 }, *exact;
	bool v4 = inet_pton(AF_INET, to, frame + 14 + 16) == 1;
	size_t size = (v4 ? 34 : 54) - cut;
	bool result;

	if (!v4 && inet_pton(AF_INET6, to, frame + 14 + 24) != 1)
		return false;
	memcpy(frame + 12, v4 ? "\x08\x00" : "\x86\xdd", 2);
	exact = malloc(size);
	require(exact != NULL);
	memcpy(exact, frame, size);
	result = network_frame_may_pass(exact, size);
	free(exact);
	return result;
}

static void make_datagram(unsigned char *frame, const char *from, int from_port, const char *to,
			  int to_port)
{
	memset(frame, 0, DATAGRAM);
	frame[12] = 0x08;
	frame[14] = 0x45;
	frame[23] = IPPROTO_UDP;
	require(inet_pton(AF_INET, from, frame + 26) == 1);
	require(inet_pton(AF_INET, to, frame + 30) == 1);
	memcpy(frame + 34, (uint16_t[]){ htons((uint16_t)from_port), htons((uint16_t)to_port) }, 4);
}

/* Where the domain's answer goes when a client has spoken to its port some time before. */
static const char *answer_goes_to(const char *client, int client_port, int domain_port, int64_t ms)
{
	static struct port port = { .domain = 53, .udp = true };
	static struct spec spec = { .ports = &port, .port_count = 1 };
	static struct network_peers peers;
	static char text[INET_ADDRSTRLEN];
	unsigned char frame[DATAGRAM];

	peers = (struct network_peers){ .spec = &spec };
	make_datagram(frame, client, client_port, "10.0.2.15", domain_port);
	network_peers_to_domain(&peers, frame, sizeof(frame), 1000);
	make_datagram(frame, "10.0.2.15", domain_port, "10.0.2.2", client_port);
	network_peers_from_domain(&peers, frame, sizeof(frame), 1000 + ms);
	require(inet_ntop(AF_INET, frame + 30, text, sizeof(text)) != NULL);
	return text;
}

static void answers(void)
{
	check(strcmp(answer_goes_to("127.0.0.9", 4000, 53, 0), "127.0.0.9") == 0,
	      "an answer goes to the client");
	check(strcmp(answer_goes_to("10.0.2.2", 4000, 53, 0), "127.0.0.1") == 0,
	      "and to one that libslirp has given the gateway's address");
	check(strcmp(answer_goes_to("127.0.0.9", 4000, 53, NETWORK_PEER_MS + 1), "10.0.2.2") == 0,
	      "not for ever");
	check(strcmp(answer_goes_to("127.0.0.9", 4000, 54, 0), "10.0.2.2") == 0,
	      "nor from a port that is not published");
	check(strcmp(answer_goes_to("10.0.2.2", 67, 53, 0), "10.0.2.2") == 0,
	      "what is for the DHCP server stays with it");
	check(strcmp(answer_goes_to("192.0.2.1", 4000, 53, 0), "10.0.2.2") == 0,
	      "another machine is no client of this one's");
}

/* Whatever is cut off, nothing behind the end is read or written. */
static void cut_off(void)
{
	static struct network_peers peers;
	static struct spec spec;
	unsigned char frame[DATAGRAM], *exact;

	peers.spec = &spec;
	for (size_t size = 0; size <= sizeof(frame); size++) {
		make_datagram(frame, "127.0.0.1", 4000, "10.0.2.15", 53);
		exact = exact_copy(frame, size);
		network_peers_to_domain(&peers, exact, size, 0);
		free(exact);
		make_datagram(frame, "10.0.2.15", 53, "10.0.2.2", 4000);
		exact = exact_copy(frame, size);
		network_peers_from_domain(&peers, exact, size, 0);
		check(memcmp(exact, frame, size) == 0, "a frame of %zu bytes stays", size);
		free(exact);
	}
}

int main(void)
{
	static const char *const good[] = { "10.0.2.2",	 "192.0.2.1",	    "126.255.255.255",
					    "128.0.0.1", "255.255.255.255", "2001:db8::1",
					    "ff02::2",	 "fec0::3" };
	static const char *const wrong[] = {
		"127.0.0.1", "127.255.255.255",	 "0.0.0.0",	    "0.1.2.3",	  "::1",
		"::",	     "::ffff:127.0.0.1", "::ffff:10.0.2.2", "::127.0.0.1"
	};
	unsigned char other[14] = { [12] = 0x08, [13] = 0x06 };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		check(passes(good[i], 0), "a packet for %s passes", good[i]);
		check(!passes(good[i], 1), "one that is cut off does not");
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(!passes(wrong[i], 0), "a packet for %s does not pass", wrong[i]);
	check(network_frame_may_pass(other, sizeof(other)), "another protocol passes");
	check(!network_frame_may_pass(other, sizeof(other) - 1), "no whole header does not");
	answers();
	cut_off();
	return finish();
}
