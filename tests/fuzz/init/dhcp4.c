// SPDX-License-Identifier: GPL-2.0
/* Packets of a DHCPv4 server: with their headers, and as messages of the right transaction. */
#include "init/dhcp4_packet.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "init/names.h"

#define TRANSACTION 0x12345678

static const unsigned char mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

void fuzz_begin(void)
{
}

/* What is promised to those who put it into files and into the kernel. */
static void look_at(const struct dhcp4_answer *answer)
{
	char search[sizeof(answer->search)], *rest = search, *word;

	strcpy(search, answer->search);
	while (search[0] && (word = strsep(&rest, " ")))
		if (!name_is_valid(word))
			abort();
	if (answer->hostname[0] && !name_is_valid(answer->hostname))
		abort();
	if (answer->lease < 10 || answer->renew < 5 || answer->renew >= answer->rebind ||
	    answer->rebind >= answer->lease || answer->prefix > 32)
		abort();
	for (int i = 0; i < answer->route_count; i++)
		if (answer->routes[i].prefix > 32)
			abort();
}

static void take(const unsigned char *bytes, size_t size)
{
	struct in_addr source = { htonl(0x0a000202) };
	struct dhcp4_answer answer;

	if (dhcp4_read(bytes, size, TRANSACTION, mac, source, &answer) && answer.type != DHCP4_NAK)
		look_at(&answer);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	static const unsigned char transaction[4] = { 0x12, 0x34, 0x56, 0x78 };
	static const unsigned char cookie[4] = { 99, 130, 83, 99 };
	const unsigned char *message;
	unsigned char *copy;
	struct in_addr source;
	size_t length;

	if (dhcp4_unwrap(data, size, &message, &length, &source))
		take(message, length);
	copy = malloc(size ? size : 1);
	if (size)
		memcpy(copy, data, size);
	/* Nobody guesses these; behind them the options are. */
	if (size >= 240) {
		copy[0] = 2;
		memcpy(copy + 4, transaction, 4);
		memcpy(copy + 28, mac, 6);
		memcpy(copy + 236, cookie, 4);
	}
	take(copy, size);
	free(copy);
}
