// SPDX-License-Identifier: GPL-2.0
/* roast run with the fake host: what is to run is a command of the shell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../roast/base/report.h"
#include "../../../roast/records/domain.h"
#include "../../../roast/verbs.h"

extern const struct host host_fake;

static bool detach, remove_after, interactive, terminal;
static char *name, *restart, *mode;
static struct texts ports;

static const struct option_row options[] = {
	{ 'd', "detach", OPTION_SWITCH, NULL, "in the background", &detach },
	{ 0, "rm", OPTION_SWITCH, NULL, "remove it when it ends", &remove_after },
	{ 'i', "interactive", OPTION_SWITCH, NULL, "keep standard input open", &interactive },
	{ 't', "tty", OPTION_SWITCH, NULL, "a terminal", &terminal },
	{ 0, "name", OPTION_TEXT, "NAME", "the domain's name", &name },
	{ 0, "restart", OPTION_TEXT, "POLICY", "number of enum restart, limit", &restart },
	{ 0, "mode", OPTION_TEXT, "MODE", "of fake-domain", &mode },
	{ 'p', "publish", OPTION_TEXTS, "HOST:DOMAIN", "ports", &ports },
	{ 0 },
};

static void take_ports(struct spec *spec)
{
	spec->ports = allocate(ports.count, sizeof(*spec->ports));
	for (size_t i = 0; i < ports.count; i++) {
		char *end;
		struct port *port = &spec->ports[spec->port_count++];

		port->address = text_copy("127.0.0.1");
		port->host = (int)strtol(ports.texts[i], &end, 10);
		port->domain = (int)strtol(end + 1, &end, 10);
		port->udp = strcmp(end, "/udp") == 0;
	}
}

static int run_run(struct texts *arguments)
{
	struct order order = {
		.host = &host_fake,
		.settings = json_from_text("{\"program\":{\"argv\":[\"sh\"],\"stop_timeout\":1}}"),
		.image = text_copy("fake"),
		.remove = remove_after,
		.interactive = interactive || !detach,
		.terminal = terminal,
		.spec = { .memory = 64, .vcpus = 1 },
	};
	struct attachment attachment = { .input = true,
					 .output = true,
					 .terminal = terminal,
					 .signals = true,
					 .from_start = true };

	if (restart) {
		char *end;

		order.restart = (enum restart)strtol(restart, &end, 10);
		order.restart_limit = *end ? strtol(end + 1, NULL, 10) : 0;
	}
	domain_reserve(&order.spec, name);
	order.spec.archive = text_copy(arguments->texts[0]);
	if (mode)
		texts_add(&order.spec.extra, mode);
	take_ports(&order.spec);
	domain_start(&order);
	if (detach) {
		puts(order.spec.id);
		return STATUS_OK;
	}
	return domain_attach(domain_take(order.spec.id), &attachment);
}

const struct verb verb_run = {
	.name = "run",
	.usage = "[FLAG]... COMMAND",
	.summary = "Run a command of this machine as a domain",
	.options = options,
	.has_program = true,
	.options_first = true,
	.run = run_run,
};
