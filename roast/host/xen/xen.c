// SPDX-License-Identifier: GPL-2.0
/* The host Xen: domains of this machine's hypervisor, made by xl. */
#include "xen.h"

#include <libxl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../base/child.h"
#include "../../base/files.h"
#include "../common/disks.h"

bool xen_is_dom0(void)
{
	char *text = file_try_read("/proc/xen/capabilities", NULL);
	bool is = text && strstr(text, "control_d");

	free(text);
	return is;
}

static bool available(const char **why)
{
	if (!xen_is_dom0())
		*why = "this machine is no Xen dom0: /proc/xen/capabilities does not say control_d";
	else if (geteuid())
		*why = "domains of Xen take root; use sudo";
	else if (!child_exists("xl"))
		*why = "xl is missing: install the package xen-utils";
	else if (!xen_answers())
		*why = "xenstore does not answer; is the service xen started?";
	else
		return true;
	return false;
}

/* xl splits what it is told of a shared directory at commas, and knows no way to escape one. */
static void devices(struct spec *spec)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (spec->volumes[i].kind == VOLUME_DIRECTORY &&
		    strchr(spec->volumes[i].source, ','))
			fail(STATUS_USAGE,
			     "-v %s: Xen shares no directory with a comma in its name",
			     spec->volumes[i].source);
	volumes_name(spec, "/dev/xvd");
}

static char *plan(const struct spec *spec)
{
	return xen_configuration(spec, false);
}

static void stop(const struct running *running)
{
	struct xen_domain domain;

	if (xen_look(running->domid, running->qmp, &domain))
		xen_shut_down(running->domid);
}

/* Asked for by what was written down of it, when it may be gone and its number another's. */
static void destroy(const struct running *running)
{
	struct xen_domain domain;

	if (xen_look(running->domid, running->qmp, &domain))
		xen_destroy(running->domid);
}

/* What is left of the domain is there until it has been looked at. */
static int status(const struct spec *spec, const struct running *running, int wait_status,
		  bool *crashed)
{
	struct xen_domain domain;
	long number;
	int found = -1;
	char *text;

	(void)spec;
	(void)wait_status;
	*crashed = false;
	if (!xen_look(running->domid, running->qmp, &domain))
		return -1;
	*crashed = domain.reason == LIBXL_SHUTDOWN_REASON_CRASH ||
		   domain.reason == LIBXL_SHUTDOWN_REASON_WATCHDOG;
	text = xen_store_read(running->domid, "data/exit-status");
	if (text && text_number(text, 0, 255, &number))
		found = (int)number;
	free(text);
	xen_destroy(running->domid);
	return found;
}

const struct host host_xen = {
	.name = "xen",
	.title = "Xen",
	.available = available,
	.control = "console",
	.devices = devices,
	.plan = plan,
	.by_hand = "as root in dom0, with these lines in FILE: xl create -c FILE",
	.start = xen_start,
	.stop = stop,
	.destroy = destroy,
	.usage = xen_usage,
	.status = status,
	.volumes_max = 26 * 27, /* names of disks to xvdzz */
	.forwards_ports = false,
	.reaches = xen_reaches,
};
