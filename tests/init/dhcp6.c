// SPDX-License-Identifier: GPL-2.0
/* DHCPv6 messages: written as RFC 8415 has them, read whatever arrives. */
#include <arpa/inet.h>

#include "caught.h"
#include "dhcp6_packet.h"

#define TRANSACTION 0x123456

static const unsigned char mac[6] = { 0x00, 0x16, 0x3e, 1, 2, 3 };
static const unsigned char duid[10] = { 0, 3, 0, 1, 0x00, 0x16, 0x3e, 1, 2, 3 };

struct message {
	unsigned char bytes[1500];
	size_t size;
};

static void add(struct message *message, int option, const void *value, size_t size)
{
	unsigned char head[4] = { 0, (unsigned char)option, (unsigned char)(size >> 8),
				  (unsigned char)size };

	memcpy(message->bytes + message->size, head, 4);
	memcpy(message->bytes + message->size + 4, value, size);
	message->size += 4 + size;
}

static void add_address(struct message *message, uint32_t renew, uint32_t rebind,
			uint32_t preferred, uint32_t valid)
{
	unsigned char value[40] = { 0, 0, 0, 1 };
	uint32_t times[4] = { htonl(renew), htonl(rebind), htonl(preferred), htonl(valid) };

	memcpy(value + 4, times, 8);
	value[13] = 5;
	value[15] = 24;
	value[16] = 0x20, value[17] = 1, value[31] = 9;
	memcpy(value + 32, times + 2, 8);
	add(message, 3, value, sizeof(value));
}

static struct message reply(unsigned char type)
{
	struct message message = { .bytes = { type, 0x12, 0x34, 0x56 }, .size = 4 };

	add(&message, 1, duid, sizeof(duid));
	add(&message, 2, "server", 6);
	return message;
}

static bool take(const struct message *message, struct dhcp6_answer *answer)
{
	unsigned char *copy = exact_copy(message->bytes, message->size);
	bool taken = dhcp6_read(copy, message->size, TRANSACTION, mac, answer);

	free(copy);
	return taken;
}

static void test_read(void)
{
	struct dhcp6_answer answer;
	struct message message = reply(7);

	add_address(&message, 0, 0, 100, 200);
	add(&message, 23, "\x20\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	check(take(&message, &answer) && answer.type == DHCP6_REPLY && answer.has_address,
	      "a usual reply is taken");
	check(answer.renew == 50 && answer.rebind == 80 && answer.valid == 200,
	      "times that the server leaves to the client");
	check(answer.dns_count == 1 && answer.server_size == 6, "its name server, its server");
	message = reply(7);
	add_address(&message, 30, 60, 100, 200);
	check(take(&message, &answer) && answer.renew == 30 && answer.rebind == 60,
	      "times that the server gives");
	message = reply(7);
	add_address(&message, 0, 0, 1, 1);
	check(take(&message, &answer) && answer.renew == 5 && answer.rebind >= 5 &&
		      answer.valid == 10,
	      "a lease of a second is taken for ten");
	message = reply(7);
	add(&message, 24, "\3lab\2xy\0\1 \0\3web\0", 16);
	add(&message, 23, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	check(take(&message, &answer) && strcmp(answer.search, "lab.xy web") == 0 &&
		      answer.dns_count == 0,
	      "search domains, but no blanks and no server on the own host");
	message = reply(7);
	check(take(&message, &answer) && !answer.has_address, "a reply without an address");
	message = reply(7);
	add_address(&message, 30, 60, 100, 0);
	check(take(&message, &answer) && !answer.has_address, "an address without a lifetime");
	message = reply(7);
	message.bytes[3] ^= 1;
	check(!take(&message, &answer), "an answer to another transaction");
	message = reply(7);
	message.bytes[17] ^= 1;
	check(!take(&message, &answer), "an answer to another client");
	message = reply(3);
	check(!take(&message, &answer), "a question is no answer");
	message = reply(7);
	add(&message, 13, "\0\2", 2);
	check(!take(&message, &answer), "a refusal");
	message.size = 3;
	check(!take(&message, &answer), "a message that is cut off");
}

static void test_written(void)
{
	struct dhcp6_answer about = { .has_address = true };
	struct dhcp6_question question = { .type = DHCP6_RENEW,
					   .transaction = TRANSACTION,
					   .about = &about };
	unsigned char bytes[DHCP6_SIZE];
	size_t size;

	memcpy(question.mac, mac, 6);
	about.server_size = DHCP6_DUID_MAX;
	size = dhcp6_write(&question, bytes);
	check(size <= DHCP6_SIZE, "the longest question fits");
	check(memcmp(bytes, "\5\x12\x34\x56\0\1\0\x0a", 8) == 0 && memcmp(bytes + 8, duid, 10) == 0,
	      "its head and client");
	question.type = DHCP6_SOLICIT;
	question.about = NULL;
	size = dhcp6_write(&question, bytes);
	check(size == 4 + 14 + 6 + 10 + 16, "the first question names no server, no address");
}

static void test_mutations(void)
{
	int taken = 0;

	for (int i = 0; i < 200000; i++) {
		struct message message = reply(i % 2 ? 7 : 2);
		struct dhcp6_answer answer;

		add_address(&message, 30, 60, 100, 200);
		add(&message, 23, "\x20\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
		message.size = mutate(message.bytes, message.size);
		taken += take(&message, &answer);
	}
	check(taken > 1000, "200000 damaged answers do no harm");
}

int main(void)
{
	test_read();
	test_written();
	test_mutations();
	return finish();
}
