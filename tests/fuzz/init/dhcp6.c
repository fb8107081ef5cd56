// SPDX-License-Identifier: GPL-2.0
/* Messages of a DHCPv6 server, with the right transaction and client in front of the input. */
#include "init/dhcp6_packet.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "init/names.h"

#define TRANSACTION 0x123456

static const unsigned char mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

void fuzz_begin(void)
{
}

static void look_at(const struct dhcp6_answer *answer)
{
	struct dhcp6_question question = { .type = DHCP6_RENEW, .about = answer };
	unsigned char bytes[DHCP6_SIZE];
	char search[sizeof(answer->search)], *rest = search, *word;

	strcpy(search, answer->search);
	while (search[0] && (word = strsep(&rest, " ")))
		if (!name_is_valid(word))
			abort();
	if (answer->has_address && (answer->valid < 10 || answer->renew < 5))
		abort();
	if (dhcp6_write(&question, bytes) > sizeof(bytes))
		abort();
}

static void take(const unsigned char *bytes, size_t size)
{
	struct dhcp6_answer answer;

	if (dhcp6_read(bytes, size, TRANSACTION, mac, &answer))
		look_at(&answer);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	static const unsigned char head[] = { DHCP6_REPLY, 0x12, 0x34, 0x56, 0,	   1,
					      0,	   10,	 0,    3,    0,	   1,
					      0x52,	   0x54, 0,    0x12, 0x34, 0x56 };
	unsigned char *message = malloc(sizeof(head) + size);

	take(data, size);
	memcpy(message, head, sizeof(head));
	if (size)
		memcpy(message + sizeof(head), data, size);
	take(message, sizeof(head) + size);
	free(message);
}
