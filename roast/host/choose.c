// SPDX-License-Identifier: GPL-2.0
/* Which host a domain gets. */
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "qemu/kvm.h"
#include "xen/xen.h"

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

char *accelerator_take(const char *text)
{
	if (!text || strcmp(text, "auto") == 0)
		return NULL;
	if (strcmp(text, "kvm") != 0 && strcmp(text, "tcg") != 0)
		fail(STATUS_USAGE, "--accel %s: not one of auto, kvm, tcg", text);
	return text_copy(text);
}

/* Who asks for KVM gets it, whatever a guest of ours made of it. */
static void choose_accelerator(struct spec *spec)
{
	const char *why;

	if (!spec->accelerator)
		spec->kvm = kvm_usable(&why);
	else
		spec->kvm = strcmp(spec->accelerator, "kvm") == 0;
	if (spec->accelerator && spec->kvm && !kvm_opens(&why))
		fail(STATUS_TOOL, "--accel kvm: %s", why);
}

const struct host *host_choose(const char *on, struct spec *spec)
{
	const struct host *host = on ? take_named(on) : look();

	if (host == &host_qemu)
		choose_accelerator(spec);
	else if (spec->accelerator)
		fail(STATUS_USAGE, "--accel %s: that is for QEMU; leave it out, or add --on qemu",
		     spec->accelerator);
	if (spec->vcpus > 1)
		warn("--cpus %d: a kernel uses one of them; the others stay stopped", spec->vcpus);
	return host;
}
