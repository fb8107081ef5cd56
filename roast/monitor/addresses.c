// SPDX-License-Identifier: GPL-2.0
/*
 * The addresses that a domain says it has: kept in state.json for ps and inspect, and taken as the
 * target of ports where roast forwards them. A domain can say anything, and as often as it likes.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../base/text.h"
#include "monitor.h"

#define INTERFACES_MOST 64
#define WRITE_PAUSE_MS 1000 /* between two writes of state.json */

/* As Linux names them, less what cannot be printed. */
static bool interface_is_good(const char *name, size_t length)
{
	if (!length || length > 15)
		return false;
	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '/' || name[i] == '"')
			return false;
	return true;
}

/* "192.0.2.5/24", "2001:db8::5/64"; the length of the network may be left out. */
static bool address_is_good(const char *text)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[sizeof(struct in6_addr)];
	size_t length = strcspn(text, "/");
	bool v6 = strchr(text, ':');
	long network;

	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	return inet_pton(v6 ? AF_INET6 : AF_INET, address, bytes) == 1 &&
	       (!text[length] || text_number(text + length + 1, 0, v6 ? 128 : 32, &network));
}

static void write_now(void *owner)
{
	struct monitor *monitor = owner;

	monitor->addresses_written = milliseconds_now();
	state_write(monitor);
}

/* What changes more often than it can be looked at is written at the pause's end. */
static void write_soon(struct monitor *monitor)
{
	int64_t since = milliseconds_now() - monitor->addresses_written;

	if (monitor->addresses_timer.armed)
		return;
	if (!monitor->addresses_written || since >= WRITE_PAUSE_MS) {
		write_now(monitor);
		return;
	}
	monitor->addresses_timer.due = write_now;
	monitor->addresses_timer.owner = monitor;
	timer_start(&monitor->addresses_timer, WRITE_PAUSE_MS - since);
}

/* False if it says nothing new, or if there are too many interfaces. */
static bool is_news(struct json_object *addresses, const char *interface, const char *address)
{
	struct json_object *known;

	if (json_object_object_get_ex(addresses, interface, &known))
		return !text_equal(json_object_get_string(known), address);
	return json_object_object_length(addresses) < INTERFACES_MOST;
}

void addresses_take(struct monitor *monitor, const struct frame *frame)
{
	struct json_object *addresses;
	char text[128];
	char *blank, *address;

	if (frame->length >= sizeof(text) || memchr(frame->payload, '\0', frame->length))
		return;
	memcpy(text, frame->payload, frame->length);
	text[frame->length] = '\0';
	blank = strchr(text, ' ');
	if (!blank || !interface_is_good(text, (size_t)(blank - text)) ||
	    !address_is_good(blank + 1))
		return;
	*blank = '\0';
	address = blank + 1;
	addresses = json_get(monitor->state, "addresses");
	if (!addresses) {
		addresses = json_object_new_object();
		json_put(monitor->state, "addresses", addresses);
	}
	if (!is_news(addresses, text, address))
		return;
	json_object_object_add(addresses, text, json_object_new_string(address));
	write_soon(monitor);
	if (strcmp(text, "lo") != 0)
		proxies_address(monitor, text, address);
}

void addresses_forget(struct monitor *monitor)
{
	timer_stop(&monitor->addresses_timer);
	json_object_object_del(monitor->state, "addresses");
}
