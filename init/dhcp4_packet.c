// SPDX-License-Identifier: GPL-2.0
/* DHCPv4 messages. */
#include "dhcp4_packet.h"

#include <string.h>

#include "names.h"

/* Offsets in a message (RFC 2131, figure 1). */
enum {
	AT_OPERATION = 0,
	AT_HARDWARE_TYPE = 1,
	AT_HARDWARE_LENGTH = 2,
	AT_TRANSACTION = 4,
	AT_SECONDS = 8,
	AT_CLIENT = 12,
	AT_YOUR = 16,
	AT_NEXT_SERVER = 20,
	AT_MAC = 28,
	AT_SERVER_NAME = 44,
	AT_FILE = 108,
	AT_COOKIE = 236,
	AT_OPTIONS = 240,
};

enum option {
	OPTION_PAD = 0,
	OPTION_MASK = 1,
	OPTION_ROUTER = 3,
	OPTION_DNS = 6,
	OPTION_HOSTNAME = 12,
	OPTION_DOMAIN = 15,
	OPTION_MTU = 26,
	OPTION_REQUESTED = 50,
	OPTION_LEASE = 51,
	OPTION_OVERLOAD = 52,
	OPTION_TYPE = 53,
	OPTION_SERVER = 54,
	OPTION_PARAMETERS = 55,
	OPTION_SIZE = 57,
	OPTION_RENEW = 58,
	OPTION_REBIND = 59,
	OPTION_CLIENT = 61,
	OPTION_FQDN = 81,
	OPTION_SEARCH = 119,
	OPTION_ROUTES = 121,
	OPTION_END = 255,
};

#define OPERATION_REQUEST 1
#define OPERATION_REPLY 2
#define HARDWARE_ETHERNET 1

/* No answer makes a client ask more often than this, whatever times the server says. */
#define LEASE_LEAST 10
#define RENEW_LEAST 5

/* As other clients have it: some servers, as BOOTP's did, do not say how long. */
#define LEASE_UNSAID 3600

static const unsigned char cookie[4] = { 99, 130, 83, 99 };

static const unsigned char parameters[] = {
	OPTION_MASK,  OPTION_ROUTES, OPTION_ROUTER, OPTION_DNS,	   OPTION_DOMAIN,   OPTION_MTU,
	OPTION_LEASE, OPTION_SERVER, OPTION_RENEW,  OPTION_REBIND, OPTION_HOSTNAME, OPTION_SEARCH,
};

static void put16(unsigned char *bytes, unsigned int value)
{
	bytes[0] = (unsigned char)(value >> 8);
	bytes[1] = (unsigned char)value;
}

static void put32(unsigned char *bytes, uint32_t value)
{
	put16(bytes, value >> 16);
	put16(bytes + 2, value & 0xffff);
}

static unsigned int get16(const unsigned char *bytes)
{
	return (unsigned int)bytes[0] << 8 | bytes[1];
}

static uint32_t get32(const unsigned char *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

static struct in_addr get_address(const unsigned char *bytes)
{
	struct in_addr address;

	memcpy(&address, bytes, 4);
	return address;
}

static unsigned char *put_option(unsigned char *at, enum option option, const void *value,
				 size_t size)
{
	*at++ = (unsigned char)option;
	*at++ = (unsigned char)size;
	memcpy(at, value, size);
	return at + size;
}

static unsigned char *put_address(unsigned char *at, enum option option, struct in_addr address)
{
	return address.s_addr ? put_option(at, option, &address, 4) : at;
}

/* At most 43 bytes and a host name of up to 64: they fit in what DHCP4_SIZE leaves. */
static void put_options(unsigned char *at, const struct dhcp4_question *question)
{
	unsigned char type = (unsigned char)question->type;
	unsigned char client[7] = { HARDWARE_ETHERNET };
	unsigned char most[2];
	const unsigned char *end = at + DHCP4_SIZE - AT_OPTIONS;

	memcpy(client + 1, question->mac, 6);
	put16(most, DHCP4_SIZE_MAX - DHCP4_HEADERS);
	at = put_option(at, OPTION_TYPE, &type, 1);
	at = put_option(at, OPTION_CLIENT, client, sizeof(client));
	at = put_address(at, OPTION_REQUESTED, question->requested);
	at = put_address(at, OPTION_SERVER, question->server);
	if (question->type == DHCP4_DISCOVER || question->type == DHCP4_REQUEST) {
		at = put_option(at, OPTION_SIZE, most, sizeof(most));
		at = put_option(at, OPTION_PARAMETERS, parameters, sizeof(parameters));
	}
	if (question->hostname && (long)strlen(question->hostname) + 3 <= end - at)
		at = put_option(at, OPTION_HOSTNAME, question->hostname,
				strlen(question->hostname));
	*at = OPTION_END;
}

void dhcp4_write(const struct dhcp4_question *question, unsigned char *bytes)
{
	memset(bytes, 0, DHCP4_SIZE);
	bytes[AT_OPERATION] = OPERATION_REQUEST;
	bytes[AT_HARDWARE_TYPE] = HARDWARE_ETHERNET;
	bytes[AT_HARDWARE_LENGTH] = 6;
	put32(bytes + AT_TRANSACTION, question->transaction);
	put16(bytes + AT_SECONDS, question->seconds);
	memcpy(bytes + AT_CLIENT, &question->current, 4);
	memcpy(bytes + AT_MAC, question->mac, 6);
	memcpy(bytes + AT_COOKIE, cookie, sizeof(cookie));
	put_options(bytes + AT_OPTIONS, question);
}

/* A part of a message that holds options. */
struct field {
	const unsigned char *bytes;
	size_t size;
};

/*
 * Joins all occurrences of an option within one field behind value, which has room for most
 * bytes; returns their length together, or most if there is more.
 */
static size_t collect(const struct field *field, enum option option, unsigned char *value,
		      size_t used, size_t most)
{
	size_t at = 0;

	while (at < field->size && field->bytes[at] != OPTION_END) {
		size_t length;

		if (field->bytes[at] == OPTION_PAD) {
			at++;
			continue;
		}
		if (at + 2 > field->size)
			break;
		length = field->bytes[at + 1];
		if (length > field->size - at - 2)
			break;
		if (field->bytes[at] == option) {
			size_t take = length < most - used ? length : most - used;

			memcpy(value + used, field->bytes + at + 2, take);
			used += take;
		}
		at += 2 + length;
	}
	return used;
}

/* The message's fields in the order in which RFC 3396 joins options; returns how many. */
static int option_fields(const unsigned char *bytes, size_t size, struct field fields[3])
{
	unsigned char overload = 0;
	int count = 1;

	fields[0] = (struct field){ bytes + AT_OPTIONS, size - AT_OPTIONS };
	collect(&fields[0], OPTION_OVERLOAD, &overload, 0, 1);
	if (overload & 1)
		fields[count++] = (struct field){ bytes + AT_FILE, AT_COOKIE - AT_FILE };
	if (overload & 2)
		fields[count++] =
			(struct field){ bytes + AT_SERVER_NAME, AT_FILE - AT_SERVER_NAME };
	return count;
}

struct options {
	struct field fields[3];
	int count;
};

static size_t get_option(const struct options *options, enum option option, unsigned char *value,
			 size_t most)
{
	size_t used = 0;

	for (int i = 0; i < options->count; i++)
		used = collect(&options->fields[i], option, value, used, most);
	return used;
}

static bool get_number(const struct options *options, enum option option, uint32_t *number)
{
	unsigned char value[5];

	if (get_option(options, option, value, sizeof(value)) != 4)
		return false;
	*number = get32(value);
	return true;
}

static struct in_addr get_one_address(const struct options *options, enum option option)
{
	unsigned char value[252] = { 0 };

	if (get_option(options, option, value, sizeof(value)) < 4)
		return (struct in_addr){ 0 };
	return get_address(value);
}

/* A text of the network's; empty if it holds a zero before its end. */
static void get_text(const struct options *options, enum option option, char *text, size_t size)
{
	size_t length = get_option(options, option, (unsigned char *)text, size - 1);

	while (length && !text[length - 1])
		length--;
	text[length] = 0;
	if (strlen(text) != length)
		text[0] = 0;
}

/* RFC 4702: flags and two codes, then the name, as text or as DNS has it. */
#define FQDN_HEADER 3
#define FQDN_AS_DNS 4

static void get_full_name(const struct options *options, char *name, size_t size)
{
	unsigned char value[FQDN_HEADER + NAME_SIZE + 1] = { 0 };
	size_t length = get_option(options, OPTION_FQDN, value, sizeof(value) - 1);

	if (length <= FQDN_HEADER)
		return;
	if (value[0] & FQDN_AS_DNS)
		names_read(value + FQDN_HEADER, length - FQDN_HEADER, false, name, size);
	else if (strlen((char *)value + FQDN_HEADER) < size)
		strcpy(name, (char *)value + FQDN_HEADER);
}

static void get_hostname(const struct options *options, struct dhcp4_answer *answer)
{
	get_text(options, OPTION_HOSTNAME, answer->hostname, sizeof(answer->hostname));
	if (!answer->hostname[0])
		get_full_name(options, answer->hostname, sizeof(answer->hostname));
	if (!name_is_valid(answer->hostname))
		answer->hostname[0] = 0;
}

/* The domains to search are told by one option, or else the own domain by another; some servers
 * put several there, with blanks between them. */
static void get_search(const struct options *options, struct dhcp4_answer *answer)
{
	unsigned char value[512];
	char text[sizeof(answer->search)], *rest = text, *word;
	size_t size = get_option(options, OPTION_SEARCH, value, sizeof(value));

	names_read(value, size, true, answer->search, sizeof(answer->search));
	if (answer->search[0])
		return;
	get_text(options, OPTION_DOMAIN, text, sizeof(text));
	while ((word = strsep(&rest, " "))) {
		/* A text with anything else in it is no list of names at all. */
		if (!name_is_valid(word)) {
			answer->search[0] = 0;
			return;
		}
		name_add(answer->search, sizeof(answer->search), word);
	}
}

static unsigned char class_prefix(struct in_addr address)
{
	uint32_t first = ntohl(address.s_addr) >> 24;

	return first < 128 ? 8 : first < 192 ? 16 : 24;
}

/* A mask must be ones followed by zeros. */
static unsigned char get_prefix(const struct options *options, struct in_addr address)
{
	uint32_t mask;
	unsigned char prefix = 0;

	if (!get_number(options, OPTION_MASK, &mask) || !mask || (~mask & (~mask + 1)))
		return class_prefix(address);
	while (mask) {
		mask <<= 1;
		prefix++;
	}
	return prefix;
}

/* RFC 3442: prefix length, as many bytes of the network as it needs, gateway. */
static void get_classless_routes(const unsigned char *value, size_t size,
				 struct dhcp4_answer *answer)
{
	size_t at = 0;

	while (at < size && answer->route_count < DHCP4_ROUTES_MAX) {
		struct dhcp4_route *route = &answer->routes[answer->route_count];
		unsigned char prefix = value[at++];
		size_t bytes = ((size_t)prefix + 7) / 8;

		if (prefix > 32 || size - at < bytes + 4)
			return;
		route->to.s_addr = 0;
		memcpy(&route->to, value + at, bytes);
		route->prefix = prefix;
		route->gateway = get_address(value + at + bytes);
		if (prefix < 32)
			route->to.s_addr &= htonl(~(UINT32_MAX >> prefix));
		at += bytes + 4;
		answer->route_count++;
	}
}

static void get_routes(const struct options *options, struct dhcp4_answer *answer)
{
	unsigned char value[512];
	size_t size = get_option(options, OPTION_ROUTES, value, sizeof(value));
	struct in_addr router = get_one_address(options, OPTION_ROUTER);

	get_classless_routes(value, size, answer);
	if (!answer->route_count && router.s_addr)
		answer->routes[answer->route_count++].gateway = router;
}

static bool is_usable(struct in_addr address)
{
	uint32_t first = ntohl(address.s_addr) >> 24;

	return first != 0 && first != 127 && first < 224;
}

static void get_dns(const struct options *options, struct dhcp4_answer *answer)
{
	unsigned char value[DHCP4_DNS_MAX * 4];
	size_t size = get_option(options, OPTION_DNS, value, sizeof(value));

	for (size_t at = 0; at + 4 <= size; at += 4)
		if (is_usable(get_address(value + at)))
			answer->dns[answer->dns_count++] = get_address(value + at);
}

/* Times that are absent or make no sense are replaced by what RFC 2131, 4.4.5 suggests. */
static void get_times(const struct options *options, struct dhcp4_answer *answer)
{
	if (!get_number(options, OPTION_LEASE, &answer->lease))
		answer->lease = LEASE_UNSAID;
	if (!answer->lease)
		answer->problem = "offered an address for no time";
	if (answer->lease < LEASE_LEAST)
		answer->lease = LEASE_LEAST;
	if (!get_number(options, OPTION_REBIND, &answer->rebind) || answer->rebind <= RENEW_LEAST ||
	    answer->rebind >= answer->lease)
		answer->rebind = (uint32_t)((uint64_t)answer->lease * 7 / 8);
	if (!get_number(options, OPTION_RENEW, &answer->renew) || !answer->renew ||
	    answer->renew >= answer->rebind)
		answer->renew =
			answer->lease / 2 < answer->rebind ? answer->lease / 2 : answer->rebind / 2;
	if (answer->renew < RENEW_LEAST)
		answer->renew = RENEW_LEAST;
}

static bool is_ours(const unsigned char *bytes, size_t size, uint32_t transaction,
		    const unsigned char mac[6])
{
	return size >= AT_OPTIONS && bytes[AT_OPERATION] == OPERATION_REPLY &&
	       get32(bytes + AT_TRANSACTION) == transaction &&
	       memcmp(bytes + AT_MAC, mac, 6) == 0 &&
	       memcmp(bytes + AT_COOKIE, cookie, sizeof(cookie)) == 0;
}

static bool get_lease(const struct options *options, const unsigned char *bytes,
		      struct dhcp4_answer *answer)
{
	uint32_t mtu = 0;
	unsigned char value[3];

	answer->address = get_address(bytes + AT_YOUR);
	answer->prefix = get_prefix(options, answer->address);
	get_routes(options, answer);
	get_dns(options, answer);
	get_search(options, answer);
	get_hostname(options, answer);
	if (get_option(options, OPTION_MTU, value, sizeof(value)) == 2)
		mtu = get16(value);
	answer->mtu = (uint16_t)(mtu >= 576 ? mtu : 0);
	get_times(options, answer);
	if (!is_usable(answer->address))
		answer->problem = "offered an address that no host can have";
	else if (!answer->server.s_addr)
		answer->problem = "did not say its own address";
	return !answer->problem;
}

/* A server that does not say its address (RFC 2132, 9.7) is where the packet came from. */
static void get_server(const struct options *options, const unsigned char *bytes,
		       struct in_addr source, struct dhcp4_answer *answer)
{
	const struct in_addr next = get_address(bytes + AT_NEXT_SERVER);

	answer->server = get_one_address(options, OPTION_SERVER);
	answer->server_said = is_usable(answer->server);
	if (!answer->server_said)
		answer->server = is_usable(source) ? source : next;
	if (!is_usable(answer->server))
		answer->server.s_addr = 0;
}

bool dhcp4_read(const unsigned char *bytes, size_t size, uint32_t transaction,
		const unsigned char mac[6], struct in_addr source, struct dhcp4_answer *answer)
{
	struct options options;
	unsigned char type[2];

	memset(answer, 0, sizeof(*answer));
	if (!is_ours(bytes, size, transaction, mac))
		return false;
	options.count = option_fields(bytes, size, options.fields);
	if (get_option(&options, OPTION_TYPE, type, sizeof(type)) != 1)
		return false;
	answer->type = type[0];
	get_server(&options, bytes, source, answer);
	if (answer->type == DHCP4_NAK)
		return true;
	if (answer->type != DHCP4_OFFER && answer->type != DHCP4_ACK)
		return false;
	return get_lease(&options, bytes, answer);
}
