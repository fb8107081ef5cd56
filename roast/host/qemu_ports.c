// SPDX-License-Identifier: GPL-2.0
/* Which ports QEMU has taken where any free one would do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu.h"

struct forwarding {
	bool udp;
	int host, domain;
};

/* "  TCP[HOST_FORWARD]  12               * 46585       10.0.2.15    80     0     0" */
static bool take_line(const char *line, struct forwarding *forwarding)
{
	char protocol[8];

	if (sscanf(line, " %7[A-Z][HOST_FORWARD] %*d %*s %d %*s %d", protocol, &forwarding->host,
		   &forwarding->domain) != 3)
		return false;
	forwarding->udp = strcmp(protocol, "UDP") == 0;
	return forwarding->host > 0 && forwarding->host <= 65535;
}

static bool is_taken(const struct spec *spec, const struct forwarding *forwarding)
{
	for (size_t i = 0; i < spec->port_count; i++)
		if (spec->ports[i].host == forwarding->host &&
		    spec->ports[i].udp == forwarding->udp)
			return true;
	return false;
}

/* Those whose port was given are told by it; the rest belong to the same port of the domain. */
static void assign(struct spec *spec, const struct forwarding *forwarding)
{
	if (is_taken(spec, forwarding))
		return;
	for (size_t i = 0; i < spec->port_count; i++) {
		struct port *port = &spec->ports[i];

		if (!port->host && port->udp == forwarding->udp &&
		    port->domain == forwarding->domain) {
			port->host = forwarding->host;
			return;
		}
	}
}

void qemu_take_ports(struct spec *spec, const char *text)
{
	struct texts lines = { 0 };
	struct forwarding forwarding;

	texts_split(&lines, text, "\r\n");
	for (size_t i = 0; i < lines.count; i++)
		if (take_line(lines.texts[i], &forwarding))
			assign(spec, &forwarding);
	texts_free(&lines);
}
