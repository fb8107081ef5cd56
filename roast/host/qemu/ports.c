// SPDX-License-Identifier: GPL-2.0
/* Which ports QEMU has taken where any free one would do. */
#include "qemu.h"

struct forwarding {
	bool udp;
	int host, domain;
};

/* "  TCP[HOST_FORWARD]  12               * 46585       10.0.2.15    80     0     0" */
static bool take_line(const char *line, struct forwarding *forwarding)
{
	struct texts words = { 0 };
	long host, domain;
	bool found;

	texts_split(&words, line, " ");
	found = words.count >= 6 && text_ends(words.texts[0], "[HOST_FORWARD]") &&
		text_number(words.texts[3], 1, 65535, &host) &&
		text_number(words.texts[5], 1, 65535, &domain);
	if (found)
		*forwarding = (struct forwarding){
			.udp = text_begins(words.texts[0], "UDP"),
			.host = (int)host,
			.domain = (int)domain,
		};
	texts_free(&words);
	return found;
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
