// SPDX-License-Identifier: GPL-2.0
/* Lifetimes of what routers advertise. */
#include "advertised.h"

#include <stddef.h>
#include <string.h>

/* RFC 8106: type, length in units of 8, 2 reserved, 4 of lifetime, the addresses or names. */
#define OPTION_SERVERS 25
#define OPTION_DOMAINS 31
#define OPTION_HEADER 8

#define LIST_SIZE 512

/* A lifetime of a second, told again and again, must not write files all the time. */
#define LIFETIME_LEAST 10

static void timer_fired(struct loop_timer *timer);

static void look_at_next_end(struct advertised *advertised)
{
	uint64_t next = ADVERTISED_FOREVER, now = loop_now();

	for (int i = 0; i < ADVERTISED_SERVERS_MAX; i++)
		if (advertised->servers[i].until && advertised->servers[i].until < next)
			next = advertised->servers[i].until;
	for (int i = 0; i < ADVERTISED_DOMAINS_MAX; i++)
		if (advertised->domains[i].until && advertised->domains[i].until < next)
			next = advertised->domains[i].until;
	advertised->timer.fire = timer_fired;
	loop_timer_stop(&advertised->timer);
	if (next != ADVERTISED_FOREVER)
		loop_timer_start(&advertised->timer, next > now ? next - now : 0);
}

static void timer_fired(struct loop_timer *timer)
{
	struct advertised *advertised =
		(void *)((char *)timer - offsetof(struct advertised, timer));
	uint64_t now = loop_now();

	for (int i = 0; i < ADVERTISED_SERVERS_MAX; i++)
		if (advertised->servers[i].until <= now)
			advertised->servers[i].until = 0;
	for (int i = 0; i < ADVERTISED_DOMAINS_MAX; i++)
		if (advertised->domains[i].until <= now)
			advertised->domains[i].until = 0;
	advertised->changed(advertised);
	look_at_next_end(advertised);
}

/* Returns whether the server is new, or gone. */
static bool take_server(struct advertised *advertised, const unsigned char *bytes, uint64_t until)
{
	int place = -1;
	struct in6_addr address;

	memcpy(&address, bytes, sizeof(address));
	if (IN6_IS_ADDR_MULTICAST(&address) || IN6_IS_ADDR_UNSPECIFIED(&address) ||
	    IN6_IS_ADDR_LOOPBACK(&address))
		return false;
	for (int i = ADVERTISED_SERVERS_MAX - 1; i >= 0; i--) {
		bool used = advertised->servers[i].until != 0;

		if (used && IN6_ARE_ADDR_EQUAL(&advertised->servers[i].address, &address)) {
			advertised->servers[i].until = until;
			return !until;
		}
		place = used ? place : i;
	}
	if (place < 0 || !until)
		return false;
	advertised->servers[place].address = address;
	advertised->servers[place].until = until;
	return true;
}

static bool take_domain(struct advertised *advertised, const char *name, uint64_t until)
{
	int place = -1;

	for (int i = ADVERTISED_DOMAINS_MAX - 1; i >= 0; i--) {
		bool used = advertised->domains[i].until != 0;

		if (used && strcmp(advertised->domains[i].name, name) == 0) {
			advertised->domains[i].until = until;
			return !until;
		}
		place = used ? place : i;
	}
	if (place < 0 || !until)
		return false;
	strcpy(advertised->domains[place].name, name);
	advertised->domains[place].until = until;
	return true;
}

static bool take_domains(struct advertised *advertised, const unsigned char *bytes, size_t size,
			 uint64_t until)
{
	char list[LIST_SIZE] = "", name[NAME_SIZE];
	bool changed = false;
	size_t length;

	/* What follows the last name is zeros, which are no names. */
	names_read(bytes, size, false, list, sizeof(list));
	for (const char *at = list; *at; at += length + (at[length] == ' ')) {
		length = strcspn(at, " ");
		memcpy(name, at, length);
		name[length] = 0;
		changed |= take_domain(advertised, name, until);
	}
	return changed;
}

static uint64_t end_of(const unsigned char *option)
{
	uint32_t seconds = (uint32_t)option[4] << 24 | (uint32_t)option[5] << 16 |
			   (uint32_t)option[6] << 8 | option[7];

	if (!seconds)
		return 0;
	if (seconds == UINT32_MAX)
		return ADVERTISED_FOREVER;
	return loop_now() + (seconds < LIFETIME_LEAST ? LIFETIME_LEAST : seconds) * UINT64_C(1000);
}

void advertised_option(struct advertised *advertised, const unsigned char *option, size_t size)
{
	bool changed = false;
	size_t said;

	if (size < OPTION_HEADER)
		return;
	said = (size_t)option[1] * 8;
	if (said < OPTION_HEADER || said > size)
		return;
	if (option[0] == OPTION_SERVERS)
		for (size_t at = OPTION_HEADER; at + 16 <= said; at += 16)
			changed |= take_server(advertised, option + at, end_of(option));
	else if (option[0] == OPTION_DOMAINS)
		changed = take_domains(advertised, option + OPTION_HEADER, said - OPTION_HEADER,
				       end_of(option));
	look_at_next_end(advertised);
	if (changed)
		advertised->changed(advertised);
}
