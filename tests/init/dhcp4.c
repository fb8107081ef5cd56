// SPDX-License-Identifier: GPL-2.0
/* DHCPv4 messages: written as RFC 2131 has them, read whatever arrives. */
#include <arpa/inet.h>

#include "caught.h"
#include "dhcp4_packet.h"

#define TRANSACTION 0x12345678

static const unsigned char mac[6] = { 0x00, 0x16, 0x3e, 1, 2, 3 };

struct message {
	unsigned char bytes[1500];
	size_t size;
};

static struct message reply(unsigned char type)
{
	static const unsigned char cookie[4] = { 99, 130, 83, 99 };
	struct message message = { .size = 240 };

	message.bytes[0] = 2;
	message.bytes[1] = 1;
	message.bytes[2] = 6;
	memcpy(message.bytes + 4, "\x12\x34\x56\x78", 4);
	memcpy(message.bytes + 16, "\x0a\x00\x02\x0f", 4);
	memcpy(message.bytes + 28, mac, 6);
	memcpy(message.bytes + 236, cookie, 4);
	message.bytes[message.size++] = 53;
	message.bytes[message.size++] = 1;
	message.bytes[message.size++] = type;
	return message;
}

static void add(struct message *message, int option, const void *value, size_t size)
{
	message->bytes[message->size++] = (unsigned char)option;
	message->bytes[message->size++] = (unsigned char)size;
	memcpy(message->bytes + message->size, value, size);
	message->size += size;
}

static void add32(struct message *message, int option, uint32_t value)
{
	value = htonl(value);
	add(message, option, &value, 4);
}

static struct message usual(unsigned char type)
{
	struct message message = reply(type);

	add32(&message, 54, 0x0a000202);
	add32(&message, 51, 3600);
	add32(&message, 1, 0xffffff00);
	return message;
}

static struct in_addr source; /* of the packet */

static bool take(const struct message *message, struct dhcp4_answer *answer)
{
	unsigned char *copy = exact_copy(message->bytes, message->size);
	bool taken = dhcp4_read(copy, message->size, TRANSACTION, mac, source, answer);

	free(copy);
	return taken;
}

static bool is(struct in_addr address, const char *text)
{
	return address.s_addr == inet_addr(text);
}

static void test_usual(void)
{
	struct message message = usual(5);
	struct dhcp4_answer answer;

	add(&message, 3, "\x0a\x00\x02\x02\x0a\x00\x02\x03", 8);
	add(&message, 6, "\x01\x01\x01\x01\x08\x08\x08\x08", 8);
	add(&message, 15, "example.org", 11);
	add(&message, 12, "web", 3);
	add(&message, 26, "\x05\x78", 2);
	message.bytes[message.size++] = 255;
	check(take(&message, &answer), "a usual ACK is taken");
	check(answer.type == DHCP4_ACK && is(answer.address, "10.0.2.15"), "its type and address");
	check(is(answer.server, "10.0.2.2") && answer.prefix == 24, "its server and prefix");
	check(answer.lease == 3600 && answer.renew == 1800 && answer.rebind == 3150,
	      "its lease; renewal and rebinding by default at 1/2 and 7/8");
	check(answer.route_count == 1 && answer.routes[0].prefix == 0 &&
		      is(answer.routes[0].gateway, "10.0.2.2"),
	      "the first router");
	check(answer.dns_count == 2 && is(answer.dns[1], "8.8.8.8"), "its name servers");
	check(strcmp(answer.search, "example.org") == 0 && strcmp(answer.hostname, "web") == 0,
	      "its names");
	check(answer.mtu == 1400, "its MTU");
}

static void test_refused(void)
{
	struct dhcp4_answer answer;
	struct message message;

	message = usual(5);
	message.bytes[0] = 1;
	check(!take(&message, &answer), "a question is no answer");
	message = usual(5);
	message.bytes[4] ^= 1;
	check(!take(&message, &answer), "an answer to another transaction");
	message = usual(5);
	message.bytes[28] ^= 1;
	check(!take(&message, &answer), "an answer to another client");
	message = usual(5);
	message.bytes[236] ^= 1;
	check(!take(&message, &answer), "a BOOTP answer");
	message = usual(4);
	check(!take(&message, &answer), "a message of another type");
	message = reply(5);
	add32(&message, 54, 0x0a000202);
	check(take(&message, &answer) && answer.lease == 3600,
	      "an ACK without lease is taken for an hour's");
	message = reply(5);
	add32(&message, 51, 60);
	check(!take(&message, &answer) && answer.problem, "an ACK from nowhere");
	source.s_addr = inet_addr("10.0.2.7");
	check(take(&message, &answer) && is(answer.server, "10.0.2.7") && !answer.server_said,
	      "an ACK without server is of who sent it");
	source.s_addr = inet_addr("127.0.0.1");
	check(!take(&message, &answer), "but not of this host itself");
	source.s_addr = 0;
	message = usual(5);
	memset(message.bytes + 16, 0, 4);
	check(!take(&message, &answer) && answer.problem, "the address 0.0.0.0");
	message = usual(5);
	memset(message.bytes + 16, 255, 4);
	check(!take(&message, &answer), "the address 255.255.255.255");
	message = usual(5);
	message.size = 239;
	check(!take(&message, &answer), "a message that is cut off");
}

static void test_odd(void)
{
	struct dhcp4_answer answer;
	struct message message;

	message = reply(6);
	check(take(&message, &answer) && answer.type == DHCP4_NAK, "a NAK needs nothing else");
	message = usual(5);
	add32(&message, 58, 3000);
	add32(&message, 59, 2000);
	check(take(&message, &answer) && answer.rebind == 2000 && answer.renew == 1800,
	      "a renewal time behind the rebinding time is not used");
	message = usual(5);
	add32(&message, 59, 4000);
	check(take(&message, &answer) && answer.rebind == 3150,
	      "a rebinding time behind the end is not used");
	message = reply(5);
	add32(&message, 54, 0x0a000202);
	add32(&message, 51, 0xffffffff);
	check(take(&message, &answer) && answer.lease == DHCP4_FOREVER, "a lease without end");
	check(answer.prefix == 8, "a prefix from the class of the address");
	message = reply(5);
	add32(&message, 54, 0x0a000202);
	add32(&message, 51, 0);
	check(!take(&message, &answer) && answer.problem, "a lease of no time");
	message = reply(5);
	add32(&message, 54, 0x0a000202);
	add32(&message, 51, 1);
	check(take(&message, &answer) && answer.lease == 10 && answer.renew == 5,
	      "a lease of a second is taken for ten");
	message = usual(5);
	add32(&message, 58, 1);
	add32(&message, 59, 2);
	check(take(&message, &answer) && answer.renew == 5 && answer.rebind > 5,
	      "a lease is not renewed each second");
	message = usual(5);
	add(&message, 15, "a b\nnameserver", 14);
	check(take(&message, &answer) && !answer.search[0], "a domain with blanks is not used");
	message = usual(5);
	add(&message, 15, "a.org\0", 6);
	check(take(&message, &answer) && strcmp(answer.search, "a.org") == 0,
	      "a domain with a zero at its end is");
	message = usual(5);
	add(&message, 26, "\x00\x44", 2);
	check(take(&message, &answer) && answer.mtu == 0, "an MTU below 576 is not used");
	message = usual(5);
	memset(message.bytes + message.size, 0, 20);
	message.size += 20;
	add32(&message, 6, 0x01010101);
	check(take(&message, &answer) && answer.dns_count == 1, "padding between options");
}

static void test_names(void)
{
	struct dhcp4_answer answer;
	struct message message = usual(5);

	add(&message, 15, "one.org two.org", 15);
	check(take(&message, &answer) && strcmp(answer.search, "one.org two.org") == 0,
	      "several domains in one option");
	add(&message, 119, "\3lab\2xy\0\3web\xc0\4", 14);
	check(take(&message, &answer) && strcmp(answer.search, "lab.xy web.xy") == 0,
	      "search domains come before the own domain");
	message = usual(5);
	add(&message, 119, "\3lab\xc0\0", 6);
	check(take(&message, &answer) && !answer.search[0], "a name that leads to itself");
	message = usual(5);
	add(&message, 119, "\3a\nb\0\1c\0", 8);
	check(take(&message, &answer) && strcmp(answer.search, "c") == 0,
	      "a name with a newline is left out");
	message = usual(5);
	add(&message, 12, "x\n1.2.3.4 y", 11);
	check(take(&message, &answer) && !answer.hostname[0], "a host name with a newline");
	message = usual(5);
	add(&message, 81, "\0\0\0web.lab", 10);
	check(take(&message, &answer) && strcmp(answer.hostname, "web.lab") == 0,
	      "the full name in place of the short one");
	message = usual(5);
	add(&message, 81, "\4\0\0\3web\3lab\0", 12);
	check(take(&message, &answer) && strcmp(answer.hostname, "web.lab") == 0,
	      "the full name, as DNS has it");
	message = usual(5);
	add(&message, 6, "\0\0\0\0\x7f\0\0\1\1\2\3\4\377\377\377\377", 16);
	check(take(&message, &answer) && answer.dns_count == 1 && is(answer.dns[0], "1.2.3.4"),
	      "name servers that are none");
}

static void test_routes(void)
{
	static const unsigned char routes[] = { 24, 192, 0,  2, 10, 0, 2, 2, 0, 10, 0,
						2,  3,	 32, 1, 2,  3, 4, 0, 0, 0,  0 };
	struct dhcp4_answer answer;
	struct message message = usual(5);

	add(&message, 3, "\x0a\x00\x02\x09", 4);
	add(&message, 121, routes, 10);
	add(&message, 121, routes + 10, sizeof(routes) - 10);
	check(take(&message, &answer) && answer.route_count == 3,
	      "classless routes, in two pieces, replace the router");
	check(answer.routes[0].prefix == 24 && is(answer.routes[0].to, "192.0.2.0") &&
		      is(answer.routes[0].gateway, "10.0.2.2"),
	      "a network's");
	check(answer.routes[1].prefix == 0 && is(answer.routes[1].gateway, "10.0.2.3"),
	      "the default's");
	check(answer.routes[2].prefix == 32 && !answer.routes[2].gateway.s_addr,
	      "one on the link itself");
	message = usual(5);
	add(&message, 121, "\x21\x01\x02\x03\x04\x05\x06\x07\x08\x09", 10);
	check(take(&message, &answer) && answer.route_count == 0, "a prefix beyond 32 bits");
	add(&message, 3, "\x0a\x00\x02\x09", 4);
	check(take(&message, &answer) && answer.route_count == 1,
	      "the router counts if there is no other route");
}

static void test_overload(void)
{
	struct dhcp4_answer answer;
	struct message message = usual(5);

	add(&message, 52, "\x03", 1);
	message.bytes[message.size++] = 255;
	memcpy(message.bytes + 108, "\x06\x04\x01\x02\x03\x04\xff", 7);
	memcpy(message.bytes + 44,
	       "\x0f\x05"
	       "a.org\xff",
	       8);
	check(take(&message, &answer) && answer.dns_count == 1 && is(answer.dns[0], "1.2.3.4"),
	      "options in the field of the file name");
	check(strcmp(answer.search, "a.org") == 0, "options in the field of the server's name");
}

static const unsigned char *find_option(const unsigned char *bytes, int option)
{
	for (size_t at = 240; bytes[at] != 255; at += 2 + (size_t)bytes[at + 1])
		if (bytes[at] == option)
			return bytes + at;
	return NULL;
}

static void test_written(void)
{
	char name[65];
	struct dhcp4_question question = {
		.type = DHCP4_REQUEST,
		.transaction = TRANSACTION,
		.seconds = 3,
		.requested = { inet_addr("10.0.2.15") },
		.server = { inet_addr("10.0.2.2") },
		.hostname = name,
	};
	unsigned char packet[DHCP4_HEADERS + DHCP4_SIZE], *bytes = packet + DHCP4_HEADERS;
	const unsigned char *found;
	struct in_addr from;
	size_t size;

	memset(name, 'n', 64);
	name[64] = 0;
	memcpy(question.mac, mac, 6);
	dhcp4_write(&question, bytes);
	check(bytes[0] == 1 && bytes[1] == 1 && bytes[2] == 6 &&
		      memcmp(bytes + 4, "\x12\x34\x56\x78", 4) == 0 && bytes[9] == 3 &&
		      memcmp(bytes + 28, mac, 6) == 0,
	      "the fixed part of a question");
	check(find_option(bytes, 53) && find_option(bytes, 53)[2] == 3, "its type");
	check(find_option(bytes, 50) && memcmp(find_option(bytes, 50) + 2, "\x0a\0\2\x0f", 4) == 0,
	      "the address asked for");
	check(find_option(bytes, 54) && find_option(bytes, 55) && find_option(bytes, 61),
	      "server, wishes and client");
	check(find_option(bytes, 12) && find_option(bytes, 12)[1] == 64, "the longest host name");
	dhcp4_wrap(packet, bytes, DHCP4_SIZE);
	check(!dhcp4_unwrap(packet, sizeof(packet), &found, &size, &from),
	      "a client's packet is not a server's");
	packet[20] = 0, packet[21] = 67, packet[22] = 0, packet[23] = 68;
	check(dhcp4_unwrap(packet, sizeof(packet), &found, &size, &from) && found == bytes &&
		      size == DHCP4_SIZE,
	      "a server's packet is unwrapped");
	packet[8] ^= 1;
	check(!dhcp4_unwrap(packet, sizeof(packet), &found, &size, &from), "a wrong IP checksum");
}

/* The sanitizers look on. */
static void test_mutations(void)
{
	int taken = 0;

	for (int i = 0; i < 200000; i++) {
		struct message message = usual(2 + i % 2 * 3);
		struct dhcp4_answer answer;

		add(&message, 52, "\x03", 1);
		add(&message, 121, "\x18\x01\x02\x03\x0a\x00\x02\x02", 8);
		add(&message, 6, "\x01\x01\x01\x01\x08\x08\x08\x08", 8);
		add(&message, 15, "example.org", 11);
		message.bytes[message.size++] = 255;
		message.size = 236 + mutate(message.bytes + 236, message.size - 236);
		taken += take(&message, &answer);
	}
	check(taken > 1000, "200000 damaged answers do no harm");
}

static void test_packet_mutations(void)
{
	int taken = 0;

	for (int i = 0; i < 100000; i++) {
		unsigned char packet[DHCP4_HEADERS + 300] = { 0 };
		const unsigned char *bytes;
		unsigned char *copy;
		struct in_addr from;
		size_t size, found;

		dhcp4_wrap(packet, packet + DHCP4_HEADERS, 300);
		packet[20] = 0, packet[21] = 67, packet[22] = 0, packet[23] = 68;
		size = mutate(packet, i % 2 ? 28 : sizeof(packet));
		copy = exact_copy(packet, size);
		if (dhcp4_unwrap(copy, size, &bytes, &found, &from)) {
			taken++;
			if (bytes < copy || bytes + found > copy + size)
				check(false, "a message outside of its packet");
		}
		free(copy);
	}
	check(taken > 100, "100000 damaged packets do no harm");
}

int main(void)
{
	test_usual();
	test_refused();
	test_odd();
	test_names();
	test_routes();
	test_overload();
	test_written();
	test_mutations();
	test_packet_mutations();
	return finish();
}
