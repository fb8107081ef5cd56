// SPDX-License-Identifier: GPL-2.0
/* Which host a domain gets. */
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "kvm.h"
#include "xen.h"

static const struct host *const hosts[] = { &host_xen, &host_qemu, &host_firecracker };

const struct host *host_named(const char *name)
{
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strcmp(hosts[i]->name, name) == 0)
			return hosts[i];
	return NULL;
}

static const struct host *take_named(const char *name)
{
	const struct host *host = host_named(name);
	const char *why;

	if (!host)
		fail(STATUS_USAGE, "--on %s: not one of xen, qemu, firecracker", name);
	if (!host->available(&why))
		fail(STATUS_TOOL, "--on %s: %s", name, why);
	return host;
}

static const struct host *look(void)
{
	const char *why;

	if (xen_is_dom0()) {
		if (host_xen.available(&why))
			return &host_xen;
		note("on this Xen dom0 the domain runs on QEMU: %s", why);
	}
	if (!host_qemu.available(&why))
		fail(STATUS_TOOL, "%s", why);
	return &host_qemu;
}

const struct host *host_choose(const char *on, struct spec *spec)
{
	const struct host *host = on ? take_named(on) : look();
	const char *why;

	if (host == &host_qemu)
		spec->kvm = kvm_usable(&why);
	if (spec->vcpus > 1)
		warn("--cpus %d: a kernel uses one of them; the others stay stopped", spec->vcpus);
	return host;
}
