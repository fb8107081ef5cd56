// SPDX-License-Identifier: GPL-2.0
/* -p: ports of this machine that lead to the domain. */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "run.h"

static void __attribute__((noreturn)) wrong(const char *flag)
{
	fail(STATUS_USAGE,
	     "-p %s: not of the form [ADDRESS:][HOST:]DOMAIN[/tcp|/udp], "
	     "with ports from 1 to 65535",
	     flag);
}

struct range {
	long first, last;
};

static struct range take_range(const char *text, const char *flag)
{
	struct range range;
	char *copy = text_copy(text);
	char *dash = strchr(copy, '-');

	if (dash)
		*dash = '\0';
	if (!text_number(copy, dash ? 1 : 0, 65535, &range.first))
		wrong(flag);
	range.last = range.first;
	if (dash && !text_number(dash + 1, range.first, 65535, &range.last))
		wrong(flag);
	free(copy);
	return range;
}

static void add(struct spec *spec, const char *address, long host, long domain, bool udp)
{
	spec->ports = reallocate(spec->ports, spec->port_count + 1, sizeof(*spec->ports));
	spec->ports[spec->port_count++] = (struct port){
		.address = address && *address ? text_copy(address) : NULL,
		.host = (int)host,
		.domain = (int)domain,
		.udp = udp,
	};
}

/* Takes "[2001:db8::1]:" or "127.0.0.1:" off the front if there are two more colons' worth. */
static char *take_address(char **text, const char *flag)
{
	char *address = NULL;
	char *end;

	if (**text == '[') {
		end = strchr(*text, ']');
		if (!end || end[1] != ':')
			wrong(flag);
		*end = '\0';
		address = *text + 1;
		*text = end + 2;
		return address;
	}
	end = strchr(*text, ':');
	if (end && strchr(end + 1, ':')) {
		*end = '\0';
		address = *text;
		*text = end + 1;
	}
	return address;
}

static bool take_protocol(char *text, const char *flag)
{
	char *slash = strchr(text, '/');

	if (!slash)
		return false;
	*slash = '\0';
	if (strcmp(slash + 1, "udp") == 0)
		return true;
	if (strcmp(slash + 1, "tcp") != 0)
		wrong(flag);
	return false;
}

static void take_one(struct spec *spec, const char *flag)
{
	char *copy = text_copy(flag);
	char *rest = copy;
	bool udp = take_protocol(copy, flag);
	char *address = take_address(&rest, flag);
	char *colon = strchr(rest, ':');
	struct range host = { 0, 0 }, domain;

	domain = take_range(colon ? colon + 1 : rest, flag);
	if (colon) {
		*colon = '\0';
		if (*rest)
			host = take_range(rest, flag);
	}
	if (!domain.first || (host.first && host.last - host.first != domain.last - domain.first))
		wrong(flag);
	for (long i = 0; i <= domain.last - domain.first; i++)
		add(spec, address, host.first ? host.first + i : 0, domain.first + i, udp);
	free(copy);
}

static const char *listening(const struct port *port)
{
	return port->address ? port->address : PORT_ADDRESS;
}

static void check_doubles(const struct spec *spec, const struct texts *flags)
{
	for (size_t i = 0; i < spec->port_count; i++)
		for (size_t j = 0; j < i; j++)
			if (spec->ports[i].host && spec->ports[i].host == spec->ports[j].host &&
			    spec->ports[i].udp == spec->ports[j].udp &&
			    text_equal(listening(&spec->ports[i]), listening(&spec->ports[j])))
				fail(STATUS_USAGE, "-p %s: the port %d is given twice",
				     flags->texts[flags->count - 1], spec->ports[i].host);
}

void ports_listen_locally(struct spec *spec)
{
	for (size_t i = 0; i < spec->port_count; i++)
		if (!spec->ports[i].address)
			spec->ports[i].address = text_copy(PORT_ADDRESS);
}

void ports_take(struct spec *spec, const struct texts *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		take_one(spec, flags->texts[i]);
	check_doubles(spec, flags);
}
