// SPDX-License-Identifier: GPL-2.0
/* Flags of the machine under a domain. */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "run.h"

/* What a program gets that says nothing, beyond what is in its archive, which lies in memory. */
#define MEMORY_DEFAULT_MB 192
#define MEMORY_LEAST_MB 8
/* With less than this beside the files no host can even load the kernel. */
#define MEMORY_BESIDE_FILES_MB 4

uint64_t size_take(const char *flag, const char *text)
{
	unsigned long long bytes;

	if (!text_size(text, 1, &bytes))
		fail(STATUS_USAGE, "%s %s: not a size such as 64M or 1G", flag, text);
	return bytes;
}

static uint64_t megabytes_take(const char *flag)
{
	uint64_t megabytes = size_take("-M", flag) >> 20;

	if (megabytes < MEMORY_LEAST_MB)
		fail(STATUS_USAGE, "-M %s: a domain takes at least %dM", flag, MEMORY_LEAST_MB);
	return megabytes;
}

uint64_t memory_take(const struct bundle *bundle, const char *flag)
{
	int64_t least = json_get_number(bundle->manifest, "memory", 0);
	int64_t unpacked = json_get_number(bundle->manifest, "archive.unpacked", 0) >> 20;
	int64_t usual = least + unpacked + MEMORY_DEFAULT_MB;
	uint64_t megabytes;

	if (!flag)
		return (uint64_t)usual;
	megabytes = megabytes_take(flag);
	if (megabytes < (uint64_t)unpacked + MEMORY_BESIDE_FILES_MB)
		fail(STATUS_RESOURCES,
		     "-M %s: the files of the image lie in memory and take %lld MB; give it more "
		     "(without -M it is %lldM)",
		     flag, (long long)unpacked, (long long)usual);
	return megabytes;
}

static void take_network(struct spec *spec, const char *mode)
{
	spec->host_loopback = text_equal(mode, "host-loopback");
	spec->network = !mode || spec->host_loopback || strcmp(mode, "default") == 0;
	if (!spec->network && strcmp(mode, "none") != 0)
		fail(STATUS_USAGE, "--network %s: not one of none, default, host-loopback", mode);
}

void ports_check(const struct spec *spec, const struct host *host)
{
	if (spec->host_loopback && !host->forwards_ports)
		fail(STATUS_USAGE,
		     "--network host-loopback: on %s a domain reaches this machine at the "
		     "bridge's address",
		     host->title ? host->title : host->name);
	for (size_t i = 0; host->forwards_ports && i < spec->port_count; i++) {
		const struct port *port = &spec->ports[i];

		if (port->address && strchr(port->address, ':'))
			fail(STATUS_USAGE,
			     "-p [%s]:%d:%d: QEMU's network forwards from IPv4 addresses alone; "
			     "choose "
			     "one of them, such as 127.0.0.1:%d:%d",
			     port->address, port->host, port->domain, port->host, port->domain);
	}
}

void machine_take(struct spec *spec, const struct machine_flags *flags)
{
	long number = 1;

	if (flags->cpus && !text_number(flags->cpus, 1, 512, &number))
		fail(STATUS_USAGE, "--cpus %s: not a whole number from 1 to 512", flags->cpus);
	/* What no image can do with is refused before one is made. */
	if (flags->memory)
		megabytes_take(flags->memory);
	ports_take(spec, &flags->ports);
	spec->vcpus = (int)number;
	take_network(spec, flags->network);
	spec->bridge = flags->bridge;
	spec->arguments = flags->kernel_arguments;
	spec->extra = flags->host_options;
	if (spec->extra.count) {
		spec->workplace = realpath(".", NULL);
		if (!spec->workplace)
			fail_errno("--host-option: the current directory");
	}
	if (spec->port_count && !spec->network)
		fail(STATUS_USAGE, "--network none leaves no network for -p");
}
