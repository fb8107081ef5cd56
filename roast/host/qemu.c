// SPDX-License-Identifier: GPL-2.0
/* The host QEMU: a process of this user's, with or without KVM. */
#include "qemu.h"

#include <signal.h>
#include <sys/wait.h>

#include "../../include/rumproast/exit.h"
#include "../base/child.h"
#include "disks.h"
#include "process.h"
#include "qmp.h"

static bool available(const char **why)
{
	*why = QEMU_PROGRAM " is missing: install the package qemu-system-x86";
	return child_exists(QEMU_PROGRAM);
}

static void devices(struct spec *spec)
{
	volumes_name(spec, "/dev/vd");
}

static void stop(const struct running *running)
{
	qmp_tell(running->qmp, "system_powerdown");
}

static void destroy(const struct running *running)
{
	process_end(running->pid);
}

/* isa-debug-exit ends QEMU with twice the status and one; other ends it calls 0. */
static int status(const struct spec *spec, const struct running *running, int wait_status,
		  bool *crashed)
{
	int code;

	(void)spec;
	(void)running;
	*crashed = false;
	if (!WIFEXITED(wait_status)) {
		*crashed = WTERMSIG(wait_status) != SIGKILL && WTERMSIG(wait_status) != SIGTERM;
		return -1;
	}
	code = WEXITSTATUS(wait_status);
	if (!(code & 1))
		return -1;
	*crashed = code >> 1 == RUMPROAST_EXIT_CRASH;
	return code >> 1;
}

const struct host host_qemu = {
	.name = "qemu",
	.available = available,
	.control = "port",
	.devices = devices,
	.plan = qemu_plan,
	.by_hand = "these lines work in a shell; Ctrl-C ends QEMU, whose status is twice the "
		   "program's "
		   "and one",
	.start = qemu_start,
	.stop = stop,
	.destroy = destroy,
	.usage = qemu_usage,
	.status = status,
	.forwards_ports = true,
};
