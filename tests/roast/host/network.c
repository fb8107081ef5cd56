// SPDX-License-Identifier: GPL-2.0
/* Which frames of a domain its network passes on. */
#include "spec.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../../../roast/host/qemu/network.h"

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
	return finish();
}
