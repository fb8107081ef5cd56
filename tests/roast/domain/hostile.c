// SPDX-License-Identifier: GPL-2.0
/* What a domain's kernel sends that is taken over, once its program runs. */
#include "hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../control/frame.h"

#define ROUNDS 20000

typedef void sender(uint8_t type, uint16_t session, const void *payload, size_t length);

static void flood(sender *send)
{
	static const char evil[] = "eth0\033[2J 192.0.2.1/24", bytes[] = "eth1 \xff\xfe/24",
			  nothing[] = "eth2 ", text[] = "eth3 not an address",
			  huge[] = "eth4 1.2.3.4/99";
	static char output[FRAME_PAYLOAD_MAX];
	char address[64];

	memset(output, 'x', sizeof(output));
	send(FRAME_ADDRESS, 0, evil, strlen(evil));
	send(FRAME_ADDRESS, 0, bytes, strlen(bytes));
	send(FRAME_ADDRESS, 0, nothing, strlen(nothing));
	send(FRAME_ADDRESS, 0, text, strlen(text));
	send(FRAME_ADDRESS, 0, huge, strlen(huge));
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(address, sizeof(address), "card%d 10.%d.%d.%d/8", i, i >> 16, i >> 8 & 255,
			 i & 255);
		send(FRAME_ADDRESS, 0, address, strlen(address));
		snprintf(address, sizeof(address), "card0 10.%d.%d.%d/8", 1 + (i >> 16),
			 i >> 8 & 255, i & 255);
		send(FRAME_ADDRESS, 0, address, strlen(address));
		if (i % 64)
			continue;
		send(FRAME_OUTPUT, 1, output, sizeof(output));
		send(FRAME_ERROR, 1, output, sizeof(output));
		send(FRAME_REPORT, 0, output, sizeof(output));
		send(FRAME_OUTPUT, (uint16_t)(i + 2), output, sizeof(output));
		send(FRAME_CREDIT, 1, "\0\xff\xff\xff\xff", 5);
	}
}

static void lie(sender *send)
{
	static const char words[] = "\x07\0\x03" /* status, no signal, CAUSE_SAID */
				    "caf\xe9 \033[2J\xc2\x9b"
				    "31m\xe2\x80\xae evil\nroast: all is well";

	send(FRAME_EXIT, 1, words, sizeof(words) - 1);
	sleep(1);
	exit(7);
}

void hostile_command(const char *mode, uint16_t session, sender *send)
{
	static char output[FRAME_PAYLOAD_MAX];

	memset(output, 'x', sizeof(output));
	for (int i = 0; i < 1000 && strcmp(mode, "overruns") == 0; i++)
		send(FRAME_OUTPUT, session, output, sizeof(output));
}

void hostile_run(const char *mode, sender *send)
{
	if (strcmp(mode, "floods") == 0)
		flood(send);
	else if (strcmp(mode, "lies") == 0)
		lie(send);
}
