// SPDX-License-Identifier: GPL-2.0
/*
 * Which addresses are of another machine on the same link. Runs in a network of its own:
 *   unshare -rn on-link
 * and makes there, with iproute2's ip, a bridge with addresses and a route behind a router.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../roast/host/common/on_link.h"
#include "tap.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static void arrange(const char *command)
{
	if (system(command)) {
		printf("Bail out! %s\n", command);
		exit(1);
	}
}

static bool leads(const char *text, char name[IF_NAMESIZE])
{
	union address address = { 0 };

	name[0] = '\0';
	if (inet_pton(AF_INET, text, &address.v4.sin_addr) == 1) {
		address.any.sa_family = AF_INET;
	} else {
		address.any.sa_family = AF_INET6;
		if (inet_pton(AF_INET6, text, &address.v6.sin6_addr) != 1)
			return false;
	}
	return address_is_on_link(&address.any, name);
}

int main(void)
{
	static const char *const others[] = { "192.0.2.7", "2001:db8::7" };
	static const char *const wrong[] = {
		"127.0.0.1",
		"127.9.9.9",
		"0.0.0.0",
		"192.0.2.1",
		"192.0.2.255",
		"255.255.255.255",
		"224.0.0.1",
		"198.51.100.9",
		"203.0.113.9",
		"::1",
		"::",
		"2001:db8::1",
		"ff02::1",
		"::ffff:192.0.2.7",
		"::ffff:127.0.0.1",
		"::192.0.2.7",
		"2001:db8:1::9",
	};
	union address odd = { .any.sa_family = AF_UNIX };
	char name[IF_NAMESIZE];

	arrange("ip link set lo up && ip link add br0 type veth peer name port && ip link set br0 "
		"up && ip link set port up");
	arrange("ip addr add 192.0.2.1/24 broadcast + dev br0");
	arrange("ip -6 addr add 2001:db8::1/64 dev br0 nodad");
	arrange("ip route add 198.51.100.0/24 via 192.0.2.2");
	arrange("ip -6 route add 2001:db8:1::/64 via 2001:db8::2");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		check(leads(others[i], name) && strcmp(name, "br0") == 0, "%s is on the link",
		      others[i]);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(!leads(wrong[i], name), "%s is not", wrong[i]);
	check(!address_is_on_link(&odd.any, name), "an address of another family is not");
	arrange("ip addr add 192.0.2.7/32 dev br0");
	check(!leads("192.0.2.7", name), "an address that this machine has got is not");
	return finish();
}
