// SPDX-License-Identifier: GPL-2.0
/* DHCPv6 messages. */
#include "dhcp6_packet.h"

#include <string.h>

#include "names.h"

enum option {
	OPTION_CLIENT = 1,
	OPTION_SERVER = 2,
	OPTION_IA_NA = 3,
	OPTION_ADDRESS = 5,
	OPTION_REQUESTED = 6,
	OPTION_PREFERENCE = 7,
	OPTION_ELAPSED = 8,
	OPTION_STATUS = 13,
	OPTION_DNS = 23,
	OPTION_SEARCH = 24,
	OPTION_REFRESH = 32,
};

#define HEADER 4	  /* message type, transaction */
#define OPTION_HEADER 4	  /* code, length */
#define IA_HEADER 12	  /* number, T1, T2 */
#define ADDRESS_HEADER 24 /* address, preferred and valid lifetime */
#define DUID_SIZE 10	  /* of type 3: link-layer address */
/* No answer makes a client ask more often than this, whatever times the server says. */
#define VALID_LEAST 10
#define RENEW_LEAST 5
#define REFRESH_LEAST 600 /* RFC 8415, 7.6 */
#define REFRESH_UNSAID 86400

#define IA_NUMBER 1 /* one address per interface, so one number */

struct writer {
	unsigned char *bytes;
	size_t used;
};

static void put16(struct writer *writer, unsigned int value)
{
	writer->bytes[writer->used++] = (unsigned char)(value >> 8);
	writer->bytes[writer->used++] = (unsigned char)value;
}

static void put32(struct writer *writer, uint32_t value)
{
	put16(writer, value >> 16);
	put16(writer, value & 0xffff);
}

static void put_bytes(struct writer *writer, const void *value, size_t size)
{
	memcpy(writer->bytes + writer->used, value, size);
	writer->used += size;
}

static void put_header(struct writer *writer, enum option option, size_t size)
{
	put16(writer, option);
	put16(writer, (unsigned int)size);
}

static unsigned int get16(const unsigned char *bytes)
{
	return (unsigned int)bytes[0] << 8 | bytes[1];
}

static uint32_t get32(const unsigned char *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

/* DUID-LL (RFC 8415, 11.4): the same for every start of the domain, without storing it. */
static void client_duid(const unsigned char mac[6], unsigned char duid[DUID_SIZE])
{
	static const unsigned char head[4] = { 0, 3, 0, 1 };

	memcpy(duid, head, sizeof(head));
	memcpy(duid + sizeof(head), mac, 6);
}

static void put_association(struct writer *writer, const struct dhcp6_answer *about)
{
	bool address = about && about->has_address;

	put_header(writer, OPTION_IA_NA,
		   IA_HEADER + (address ? OPTION_HEADER + ADDRESS_HEADER : 0));
	put32(writer, IA_NUMBER);
	put32(writer, 0);
	put32(writer, 0);
	if (!address)
		return;
	put_header(writer, OPTION_ADDRESS, ADDRESS_HEADER);
	put_bytes(writer, &about->address, sizeof(about->address));
	put32(writer, 0);
	put32(writer, 0);
}

size_t dhcp6_write(const struct dhcp6_question *question, unsigned char *bytes)
{
	struct writer writer = { .bytes = bytes };
	unsigned char duid[DUID_SIZE];

	put32(&writer, (uint32_t)question->type << 24 | (question->transaction & 0xffffff));
	client_duid(question->mac, duid);
	put_header(&writer, OPTION_CLIENT, sizeof(duid));
	put_bytes(&writer, duid, sizeof(duid));
	if (question->type == DHCP6_REQUEST || question->type == DHCP6_RENEW) {
		put_header(&writer, OPTION_SERVER, question->about->server_size);
		put_bytes(&writer, question->about->server, question->about->server_size);
	}
	put_header(&writer, OPTION_ELAPSED, 2);
	put16(&writer, question->hundredths);
	put_header(&writer, OPTION_REQUESTED, 6);
	put16(&writer, OPTION_DNS);
	put16(&writer, OPTION_SEARCH);
	put16(&writer, OPTION_REFRESH);
	if (question->type != DHCP6_INFORMATION)
		put_association(&writer, question->about);
	return writer.used;
}

/* A run of options, of a message or within an option. */
struct reader {
	const unsigned char *bytes;
	size_t left;
};

struct option_view {
	enum option option;
	const unsigned char *value;
	size_t size;
};

/* Takes the next option; false at the end, or where one does not fit. */
static bool next_option(struct reader *reader, struct option_view *view)
{
	if (reader->left < OPTION_HEADER)
		return false;
	view->option = get16(reader->bytes);
	view->size = get16(reader->bytes + 2);
	view->value = reader->bytes + OPTION_HEADER;
	if (view->size > reader->left - OPTION_HEADER)
		return false;
	reader->bytes += OPTION_HEADER + view->size;
	reader->left -= OPTION_HEADER + view->size;
	return true;
}

static bool is_usable(const struct in6_addr *address)
{
	return !IN6_IS_ADDR_MULTICAST(address) && !IN6_IS_ADDR_UNSPECIFIED(address) &&
	       !IN6_IS_ADDR_LOOPBACK(address) && !IN6_IS_ADDR_V4MAPPED(address);
}

/* The first address with a lifetime counts. */
static void read_address(const struct option_view *view, struct dhcp6_answer *answer)
{
	uint32_t preferred, valid;

	if (answer->has_address || view->size < ADDRESS_HEADER)
		return;
	preferred = get32(view->value + 16);
	valid = get32(view->value + 20);
	if (!valid || preferred > valid)
		return;
	memcpy(&answer->address, view->value, sizeof(answer->address));
	if (!is_usable(&answer->address) || IN6_IS_ADDR_LINKLOCAL(&answer->address))
		return;
	answer->preferred = preferred;
	answer->valid = valid < VALID_LEAST ? VALID_LEAST : valid;
	answer->has_address = true;
}

/* Times the server leaves to the client, or that make no sense: RFC 8415, 21.4 and 14.2. */
static void choose_times(struct dhcp6_answer *answer)
{
	uint64_t preferred = answer->preferred ? answer->preferred : answer->valid;

	if (!answer->renew || answer->renew >= answer->valid)
		answer->renew = (uint32_t)(preferred / 2);
	if (!answer->rebind || answer->rebind < answer->renew || answer->rebind > answer->valid)
		answer->rebind = (uint32_t)(preferred * 4 / 5);
	if (answer->renew < RENEW_LEAST)
		answer->renew = RENEW_LEAST;
	if (answer->rebind < answer->renew)
		answer->rebind = answer->renew;
}

static void read_association(const struct option_view *view, struct dhcp6_answer *answer)
{
	struct reader inner = { view->value + IA_HEADER, view->size - IA_HEADER };
	struct option_view option;

	if (get32(view->value) != IA_NUMBER)
		return;
	answer->renew = get32(view->value + 4);
	answer->rebind = get32(view->value + 8);
	while (next_option(&inner, &option))
		if (option.option == OPTION_ADDRESS)
			read_address(&option, answer);
	if (answer->has_address)
		choose_times(answer);
}

static void read_dns(const struct option_view *view, struct dhcp6_answer *answer)
{
	struct in6_addr server;

	for (size_t at = 0; at + 16 <= view->size && answer->dns_count < DHCP6_DNS_MAX; at += 16) {
		memcpy(&server, view->value + at, sizeof(server));
		if (is_usable(&server))
			answer->dns[answer->dns_count++] = server;
	}
}

static void read_server(const struct option_view *view, struct dhcp6_answer *answer)
{
	if (!view->size || view->size > DHCP6_DUID_MAX)
		return;
	memcpy(answer->server, view->value, view->size);
	answer->server_size = view->size;
}

/* Takes one option of the message; false if it says that the message is not for us. */
static bool read_option(const struct option_view *view, const unsigned char duid[DUID_SIZE],
			struct dhcp6_answer *answer)
{
	switch (view->option) {
	case OPTION_CLIENT:
		return view->size == DUID_SIZE && memcmp(view->value, duid, DUID_SIZE) == 0;
	case OPTION_SERVER:
		read_server(view, answer);
		return true;
	case OPTION_IA_NA:
		if (view->size >= IA_HEADER)
			read_association(view, answer);
		return true;
	case OPTION_PREFERENCE:
		answer->preference = view->size ? view->value[0] : 0;
		return true;
	case OPTION_STATUS:
		return view->size < 2 || get16(view->value) == 0;
	case OPTION_DNS:
		read_dns(view, answer);
		return true;
	case OPTION_SEARCH:
		names_read(view->value, view->size, false, answer->search, sizeof(answer->search));
		return true;
	case OPTION_REFRESH:
		if (view->size == 4)
			answer->refresh = get32(view->value);
		return true;
	default:
		return true;
	}
}

bool dhcp6_read(const unsigned char *bytes, size_t size, uint32_t transaction,
		const unsigned char mac[6], struct dhcp6_answer *answer)
{
	struct reader reader;
	unsigned char duid[DUID_SIZE];
	struct option_view view;
	bool to_us = false;

	memset(answer, 0, sizeof(*answer));
	if (size < HEADER || (get32(bytes) & 0xffffff) != (transaction & 0xffffff))
		return false;
	answer->type = bytes[0];
	if (answer->type != DHCP6_ADVERTISE && answer->type != DHCP6_REPLY)
		return false;
	client_duid(mac, duid);
	reader = (struct reader){ bytes + HEADER, size - HEADER };
	while (next_option(&reader, &view)) {
		if (!read_option(&view, duid, answer))
			return false;
		to_us = to_us || view.option == OPTION_CLIENT;
	}
	if (!answer->refresh)
		answer->refresh = REFRESH_UNSAID;
	if (answer->refresh < REFRESH_LEAST)
		answer->refresh = REFRESH_LEAST;
	return to_us && answer->server_size;
}
