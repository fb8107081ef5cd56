// SPDX-License-Identifier: GPL-2.0
/*
 * UDP ports that lead to a domain, through the process that is its network: this program is the
 * domain, and the clients on this machine. A client at a loopback address gets its answer, and the
 * domain sends nothing else to such an address.
 */
#include "spec.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../roast/host/qemu/network.h"
#include "../../../roast/host/qemu/network_process.h"
#include "../../../roast/host/qemu/qemu.h"

#define HEADERS 42     /* Ethernet, IPv4, UDP */
#define FRAGMENT 1480  /* bytes of a datagram in one frame */
#define LARGE 4000     /* three frames */
#define WAIT_MS 5000   /* for what has to come */
#define SILENCE_MS 300 /* for what must not */
#define DOMAIN_PORT 53
#define OTHER_PORT 54 /* which is not published */

static const unsigned char mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const unsigned char router[6] = { 0x52, 0x55, 10, 0, 2, 2 };

struct network {
	struct port port;
	struct spec spec;
	int card, life;
	pid_t pid;
};

/* What the domain got. */
struct query {
	char from[INET_ADDRSTRLEN];
	int port;
	char text[64];
};

static void put16(unsigned char *at, unsigned int value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static unsigned int get16(const unsigned char *at)
{
	return at[0] << 8 | at[1];
}

static unsigned int sum_of(const unsigned char *bytes, size_t size, unsigned int sum)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? bytes[i] : bytes[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void network_start(struct network *network, bool host_loopback)
{
	int card[2], life[2];
	char report[4096] = "";
	size_t used = 0;
	ssize_t count;

	*network = (struct network){ .port = { .domain = DOMAIN_PORT, .udp = true } };
	network->port.address = (char *)"127.0.0.1";
	network->spec = (struct spec){ .ports = &network->port, .port_count = 1 };
	network->spec.host_loopback = host_loopback;
	require(!socketpair(AF_UNIX, SOCK_DGRAM, 0, card));
	require(!socketpair(AF_UNIX, SOCK_STREAM, 0, life));
	network->pid = fork();
	require(network->pid >= 0);
	if (network->pid == 0) {
		close(card[0]);
		close(life[0]);
		network_process(&network->spec, card[1], life[1]);
	}
	close(card[1]);
	close(life[1]);
	network->card = card[0];
	network->life = life[0];
	do {
		count = read(network->life, report + used, sizeof(report) - 1 - used);
		used += count > 0 ? (size_t)count : 0;
	} while (count > 0 && report[used - 1]);
	require(strncmp(report, NETWORK_RUNS, strlen(NETWORK_RUNS)) == 0);
	qemu_take_ports(&network->spec, report);
	require(network->port.host);
}

static void network_end(struct network *network)
{
	close(network->life);
	check(status_of(network->pid) == 0, "the network ends with its domain");
	close(network->card);
}

/* Who asks for the domain's hardware address gets it. */
static bool answer_arp(const struct network *network, unsigned char *frame)
{
	unsigned char asker[10];

	if (get16(frame + 12) != 0x0806 || get16(frame + 20) != 1)
		return false;
	memcpy(asker, frame + 22, sizeof(asker));
	put16(frame + 20, 2);
	memcpy(frame + 22, mac, sizeof(mac));
	memcpy(frame + 28, frame + 38, 4);
	memcpy(frame + 32, asker, sizeof(asker));
	memcpy(frame, asker, 6);
	memcpy(frame + 6, mac, sizeof(mac));
	require(send(network->card, frame, 42, 0) == 42);
	return true;
}

static bool receive(const struct network *network, struct query *query)
{
	struct pollfd card = { .fd = network->card, .events = POLLIN };
	unsigned char frame[2048] = { 0 };
	ssize_t size;

	while (poll(&card, 1, WAIT_MS) > 0) {
		size = recv(network->card, frame, sizeof(frame), 0);
		require(size >= 14);
		if (answer_arp(network, frame) || get16(frame + 12) != 0x0800 ||
		    frame[23] != IPPROTO_UDP || size < HEADERS || get16(frame + 36) != DOMAIN_PORT)
			continue;
		require(inet_ntop(AF_INET, frame + 26, query->from, sizeof(query->from)));
		query->port = (int)get16(frame + 34);
		size = (ssize_t)get16(frame + 38) - 8;
		require(size >= 0 && size < (ssize_t)sizeof(query->text));
		memcpy(query->text, frame + HEADERS, (size_t)size);
		query->text[size] = '\0';
		check(sum_of(frame + 14, 20, 0) == 0xffff, "the header's checksum is right");
		check(!get16(frame + 40) || sum_of(frame + 26, 16 + (size_t)size,
						   IPPROTO_UDP + (unsigned)size + 8) == 0xffff,
		      "so is the datagram's");
		return true;
	}
	return false;
}

/* In as many frames as it takes. */
static void domain_sends(const struct network *network, int from, const char *to, int port,
			 const char *bytes, size_t size)
{
	static unsigned short id;
	unsigned char packet[8 + LARGE], pseudo[12] = { 10, 0, 2, 15 }, frame[14 + 20 + FRAGMENT];
	size_t whole = 8 + size, part;

	require(size <= LARGE && inet_pton(AF_INET, to, pseudo + 4) == 1);
	pseudo[9] = IPPROTO_UDP;
	put16(pseudo + 10, (unsigned int)whole);
	put16(packet, (unsigned int)from);
	put16(packet + 2, (unsigned int)port);
	put16(packet + 4, (unsigned int)whole);
	put16(packet + 6, 0);
	memcpy(packet + 8, bytes, size);
	put16(packet + 6, ~sum_of(packet, whole, sum_of(pseudo, sizeof(pseudo), 0)));
	id++;
	for (size_t at = 0; at < whole; at += part) {
		part = whole - at < FRAGMENT ? whole - at : FRAGMENT;
		memcpy(frame, router, 6);
		memcpy(frame + 6, mac, 6);
		put16(frame + 12, 0x0800);
		memset(frame + 14, 0, 20);
		frame[14] = 0x45;
		put16(frame + 16, (unsigned int)(20 + part));
		put16(frame + 18, id);
		put16(frame + 20, (unsigned int)(at / 8 | (at + part < whole ? 0x2000 : 0)));
		frame[22] = 64;
		frame[23] = IPPROTO_UDP;
		memcpy(frame + 26, pseudo, 8);
		put16(frame + 24, ~sum_of(frame + 14, 20, 0));
		memcpy(frame + 34, packet + at, part);
		require(send(network->card, frame, 34 + part, 0) == (ssize_t)(34 + part));
	}
}

/* A socket of this machine at the address, with a port of its own. */
static int client(const char *address, int *port)
{
	struct sockaddr_in own = { .sin_family = AF_INET };
	socklen_t size = sizeof(own);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	require(fd >= 0 && inet_pton(AF_INET, address, &own.sin_addr) == 1);
	require(!bind(fd, (struct sockaddr *)&own, sizeof(own)));
	require(!getsockname(fd, (struct sockaddr *)&own, &size));
	*port = ntohs(own.sin_port);
	return fd;
}

static void asks(const struct network *network, int fd, const char *text)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	to.sin_port = htons((uint16_t)network->port.host);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	require(sendto(fd, text, strlen(text), 0, (struct sockaddr *)&to, sizeof(to)) > 0);
}

/* The size of what comes, into bytes; -1 if nothing does. */
static ssize_t hears(int fd, char *bytes, int patience)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, patience) > 0 ? recv(fd, bytes, LARGE, 0) : -1;
}

static void converse(const struct network *network, int fd, int port, const char *name)
{
	static char answer[LARGE], heard[LARGE];
	struct query query = { .port = 0 };

	asks(network, fd, name);
	check(receive(network, &query) && strcmp(query.text, name) == 0, "%s is heard", name);
	check(strcmp(query.from, "10.0.2.2") == 0 && query.port == port,
	      "as a client at the gateway's address");
	domain_sends(network, DOMAIN_PORT, query.from, query.port, "yes", 3);
	check(hears(fd, heard, WAIT_MS) == 3 && memcmp(heard, "yes", 3) == 0, "and is answered");
	for (size_t i = 0; i < sizeof(answer); i++)
		answer[i] = (char)(i * 7 + (size_t)port);
	domain_sends(network, DOMAIN_PORT, query.from, query.port, answer, sizeof(answer));
	check(hears(fd, heard, WAIT_MS) == LARGE && memcmp(heard, answer, LARGE) == 0,
	      "in fragments, too");
}

/* Two clients in turns: libslirp has one other side for each port of the domain. */
static void answers(const struct network *network)
{
	static const char *const addresses[] = { "127.0.0.1", "127.0.0.1", "127.0.0.9" };
	int fds[3], ports[3];

	for (int i = 0; i < 3; i++)
		fds[i] = client(addresses[i], &ports[i]);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < 3; i++)
			converse(network, fds[i], ports[i], addresses[i]);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

/* A service that has said nothing to the domain, and a client of the domain's published port. */
static void reaches_no_others(const struct network *network)
{
	char heard[LARGE];
	struct query query;
	int service_port, client_port;
	int service = client("127.0.0.1", &service_port), fd = client("127.0.0.1", &client_port);

	domain_sends(network, DOMAIN_PORT, "10.0.2.2", service_port, "in", 2);
	domain_sends(network, OTHER_PORT, "10.0.2.2", service_port, "in", 2);
	domain_sends(network, DOMAIN_PORT, "127.0.0.1", service_port, "in", 2);
	check(hears(service, heard, SILENCE_MS) < 0, "a service on the loopback address is not");
	asks(network, fd, "first");
	check(receive(network, &query), "a client asks");
	domain_sends(network, DOMAIN_PORT, "10.0.2.2", service_port, "in", 2);
	check(hears(service, heard, SILENCE_MS) < 0, "nor when there is a client");
	domain_sends(network, OTHER_PORT, "10.0.2.2", client_port, "in", 2);
	domain_sends(network, DOMAIN_PORT, "127.0.0.1", client_port, "in", 2);
	check(hears(fd, heard, SILENCE_MS) < 0, "nor is the client from another port");
	close(service);
	close(fd);
}

static void reaches_what_is_asked_for(void)
{
	struct network network;
	char heard[LARGE];
	int port, service = client("127.0.0.1", &port);

	network_start(&network, true);
	domain_sends(&network, OTHER_PORT, "10.0.2.2", port, "in", 2);
	check(hears(service, heard, WAIT_MS) == 2, "with host-loopback the service is reached");
	answers(&network);
	network_end(&network);
	close(service);
}

int main(void)
{
	struct network network;

	network_start(&network, false);
	answers(&network);
	reaches_no_others(&network);
	network_end(&network);
	reaches_what_is_asked_for();
	return finish();
}
