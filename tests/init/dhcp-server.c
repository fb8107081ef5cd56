// SPDX-License-Identifier: GPL-2.0
/*
 * The network of a test domain: an Ethernet segment on a pair of local sockets, as QEMU's
 * "-netdev dgram" has it, with a DHCP server on it that can be made to misbehave and that
 * pings the domain once a second.
 *
 * usage: dhcp-server [OPTION]... OWN-SOCKET PEER-SOCKET
 *   --seconds N    how long to go on after the domain has its address (default 30)
 *   --start N      how long to wait for that (default 120)
 *   --lease N      seconds (default 20)
 *   --deaf         does not answer at all
 *   --lossy        does not hear every second message of the client
 *   --no-renewals  does not hear renewals that are sent to it alone, only those to everyone
 *   --nak N        takes the address back at the N-th renewal and gives another one
 * Prints what happened; the exit status is 0 if the domain had a lease at every moment, asked for
 * a new one only where it was told to, and still answers pings at the end.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX 2048
#define SERVER_ADDRESS 0x0a000202U /* 10.0.2.2 */
#define FIRST_ADDRESS 0x0a00020fU  /* 10.0.2.15 */

/* Offsets in an Ethernet frame, and in what it carries. */
enum {
	ETHERNET = 14,
	IP = 20,
	UDP = 8,
	DHCP_OPTIONS = 240,
};

enum { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6 };

static const unsigned char own_mac[6] = { 0x52, 0x55, 10, 0, 2, 2 };
static unsigned char client_mac[6];

static long seconds = 30, start_seconds = 120, lease = 20, nak_at;
static bool deaf, lossy, no_renewals;

static int endpoint;
static struct sockaddr_un peer = { .sun_family = AF_UNIX };

static uint32_t address = FIRST_ADDRESS;
static time_t bound_at, lease_end;
static int heard, needless, renewals, pings, answers, expiries, naks, rebound;
static time_t last_answer;

static void put16(unsigned char *bytes, unsigned int value)
{
	bytes[0] = (unsigned char)(value >> 8);
	bytes[1] = (unsigned char)value;
}

static void put32(unsigned char *bytes, uint32_t value)
{
	put16(bytes, value >> 16);
	put16(bytes + 2, value & 0xffff);
}

static unsigned int get16(const unsigned char *bytes)
{
	return (unsigned int)bytes[0] << 8 | bytes[1];
}

static uint32_t get32(const unsigned char *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static unsigned int checksum(const unsigned char *bytes, size_t size)
{
	uint32_t total = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		total += get16(bytes + i);
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return ~total & 0xffff;
}

/* QEMU may not be there yet, or not any more. */
static void send_frame(unsigned char *frame, size_t size, unsigned int type)
{
	memcpy(frame, client_mac, 6);
	memcpy(frame + 6, own_mac, 6);
	put16(frame + 12, type);
	if (sendto(endpoint, frame, size, 0, (struct sockaddr *)&peer, sizeof(peer)) < 0 &&
	    errno != ECONNREFUSED && errno != ENOENT && errno != EAGAIN)
		perror("dhcp-server: sendto");
}

static void send_ip(unsigned char *frame, size_t payload, int protocol, uint32_t to)
{
	unsigned char *ip = frame + ETHERNET;

	memset(ip, 0, IP);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned int)(IP + payload));
	ip[8] = 64;
	ip[9] = (unsigned char)protocol;
	put32(ip + 12, SERVER_ADDRESS);
	put32(ip + 16, to);
	put16(ip + 10, checksum(ip, IP));
	send_frame(frame, ETHERNET + IP + payload, 0x0800);
}

static void send_ping(void)
{
	unsigned char frame[ETHERNET + IP + 16] = { 0 };
	unsigned char *icmp = frame + ETHERNET + IP;

	icmp[0] = 8;
	put16(icmp + 4, 77);
	put16(icmp + 6, (unsigned int)++pings);
	put16(icmp + 2, checksum(icmp, 16));
	send_ip(frame, 16, IPPROTO_ICMP, address);
}

static void take_arp(const unsigned char *frame, size_t size)
{
	unsigned char answer[60] = { 0 };

	if (size < 42 || get16(frame + 20) != 1 || get32(frame + 38) != SERVER_ADDRESS)
		return;
	memcpy(answer + 14, frame + 14, 6);
	put16(answer + 20, 2);
	memcpy(answer + 22, own_mac, 6);
	put32(answer + 28, SERVER_ADDRESS);
	memcpy(answer + 32, frame + 22, 10);
	send_frame(answer, sizeof(answer), 0x0806);
}

static int message_type(const unsigned char *message, size_t size)
{
	for (size_t at = DHCP_OPTIONS; at + 2 < size && message[at] != 255;
	     at += 2 + (size_t)message[at + 1])
		if (message[at] == 53)
			return message[at + 2];
	return 0;
}

static unsigned char *add32(unsigned char *at, int option, uint32_t value)
{
	at[0] = (unsigned char)option;
	at[1] = 4;
	put32(at + 2, value);
	return at + 6;
}

static void send_answer(const unsigned char *question, int type)
{
	unsigned char frame[ETHERNET + IP + UDP + 300] = { 0 };
	unsigned char *udp = frame + ETHERNET + IP;
	unsigned char *message = udp + UDP;
	unsigned char *at = message + DHCP_OPTIONS;
	uint32_t current = get32(question + 12);

	memcpy(message, question, 44);
	message[0] = 2;
	put32(message + 16, type == NAK ? 0 : address);
	put32(message + 236, 0x63825363);
	*at++ = 53, *at++ = 1, *at++ = (unsigned char)type;
	at = add32(at, 54, SERVER_ADDRESS);
	if (type != NAK) {
		at = add32(at, 51, (uint32_t)lease);
		at = add32(at, 1, 0xffffff00);
		at = add32(at, 3, SERVER_ADDRESS);
		at = add32(at, 6, 0x0a000203);
	}
	*at = 255;
	put16(udp, 67);
	put16(udp + 2, 68);
	put16(udp + 4, UDP + 300);
	send_ip(frame, UDP + 300, IPPROTO_UDP, current && type != NAK ? current : 0xffffffff);
}

static void take_request(const unsigned char *message, bool to_everyone)
{
	bool renewal = get32(message + 12) != 0;

	if (renewal && no_renewals && !to_everyone) {
		printf("# a renewal is not heard\n");
		return;
	}
	renewals += renewal;
	if (renewal && renewals == nak_at) {
		printf("# the address is taken back\n");
		send_answer(message, NAK);
		address++;
		naks++;
		lease_end = 0;
		return;
	}
	if (!bound_at)
		bound_at = last_answer = now();
	lease_end = now() + lease;
	printf("# %s at %ld s\n", renewal ? "renewed" : "bound", (long)(now() - bound_at));
	rebound += !renewal;
	send_answer(message, ACK);
}

static void take_dhcp(const unsigned char *message, size_t size, bool to_everyone)
{
	if (size < DHCP_OPTIONS || deaf)
		return;
	memcpy(client_mac, message + 28, 6);
	if (lossy && ++heard % 2)
		return;
	switch (message_type(message, size)) {
	case DISCOVER:
		/* Asking anew with a lease in hand is the client's mistake. */
		needless += bound_at && lease_end;
		send_answer(message, OFFER);
		break;
	case REQUEST:
		take_request(message, to_everyone);
		break;
	}
}

static void take_ip(const unsigned char *frame, size_t size)
{
	const unsigned char *ip = frame + ETHERNET;
	size_t header = (size_t)(ip[0] & 15) * 4;
	const unsigned char *payload = ip + header;

	if (size < ETHERNET + IP + UDP || size < ETHERNET + header + UDP)
		return;
	if (ip[9] == IPPROTO_UDP && get16(payload + 2) == 67)
		take_dhcp(payload + UDP, size - ETHERNET - header - UDP,
			  get32(ip + 16) == 0xffffffff);
	else if (ip[9] == IPPROTO_ICMP && payload[0] == 0 && get32(ip + 12) == address) {
		answers++;
		last_answer = now();
	}
}

static void take_frame(void)
{
	unsigned char frame[FRAME_MAX];
	ssize_t size = recv(endpoint, frame, sizeof(frame), 0);

	if (size < ETHERNET)
		return;
	if (get16(frame + 12) == 0x0806)
		take_arp(frame, (size_t)size);
	else if (get16(frame + 12) == 0x0800)
		take_ip(frame, (size_t)size);
}

static void every_second(void)
{
	if (bound_at && lease_end && now() > lease_end) {
		printf("# the lease has run out\n");
		expiries++;
		lease_end = 0;
	}
	if (bound_at && lease_end)
		send_ping();
}

static void run(void)
{
	time_t began = now(), second = began;

	for (;;) {
		struct pollfd wait = { .fd = endpoint, .events = POLLIN };

		if (poll(&wait, 1, 200) > 0)
			take_frame();
		if (bound_at ? now() >= bound_at + seconds : now() >= began + start_seconds)
			return;
		if (now() == second)
			continue;
		second = now();
		every_second();
	}
}

static void open_endpoint(const char *own, const char *other)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", own);
	snprintf(peer.sun_path, sizeof(peer.sun_path), "%s", other);
	unlink(own);
	endpoint = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (endpoint < 0 || bind(endpoint, (struct sockaddr *)&name, sizeof(name)) < 0) {
		perror("dhcp-server: socket");
		exit(2);
	}
}

static bool number_option(const char *name, const char *value)
{
	static const struct {
		const char *name;
		long *number;
	} numbers[] = {
		{ "--seconds", &seconds },
		{ "--start", &start_seconds },
		{ "--lease", &lease },
		{ "--nak", &nak_at },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(numbers[i].name, name) == 0 && value) {
			*numbers[i].number = atol(value);
			return true;
		}
	return false;
}

static void read_options(char ***arguments)
{
	for (; **arguments && strncmp(**arguments, "--", 2) == 0; (*arguments)++) {
		if (number_option(**arguments, (*arguments)[1]))
			(*arguments)++;
		else if (strcmp(**arguments, "--deaf") == 0)
			deaf = true;
		else if (strcmp(**arguments, "--lossy") == 0)
			lossy = true;
		else if (strcmp(**arguments, "--no-renewals") == 0)
			no_renewals = true;
		else {
			fprintf(stderr, "dhcp-server: unknown option %s\n", **arguments);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	bool good;

	(void)argc;
	setvbuf(stdout, NULL, _IOLBF, 0);
	argv++;
	read_options(&argv);
	if (!argv[0] || !argv[1]) {
		fprintf(stderr, "usage: dhcp-server [OPTION]... OWN-SOCKET PEER-SOCKET\n");
		return 2;
	}
	open_endpoint(argv[0], argv[1]);
	run();
	good = bound_at && !expiries && lease_end && !needless && answers &&
	       now() - last_answer < lease && rebound == 1 + naks && naks == (nak_at > 0) &&
	       renewals;
	printf("# %d renewals, %d of %d pings answered, the last %ld s ago\n", renewals, answers,
	       pings, (long)(now() - last_answer));
	printf("# %d leases ran out, %d times a new one was asked for needlessly\n", expiries,
	       needless);
	return good ? 0 : 1;
}
