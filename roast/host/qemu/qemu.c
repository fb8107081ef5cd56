// SPDX-License-Identifier: GPL-2.0
/* The host QEMU: a process of this user's, with or without KVM. */
#include "qemu.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../../../include/rumproast/exit.h"
#include "../../base/child.h"
#include "../common/disks.h"
#include "kvm.h"
#include "../common/process.h"
#include "events.h"
#include "network.h"
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
	*crashed = false;
	qemu_network_await_end(running->server);
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

static enum machine look(const struct running *running)
{
	qemu_events_read(running->heard);
	return running->heard->state;
}

static char *words(const struct spec *spec)
{
	char *log = text_format("%s/qemu.log", spec->directory);
	char *line = qemu_last_words(log);

	free(log);
	return line;
}

static const char *accelerator(const struct spec *spec)
{
	return spec->kvm ? "kvm" : "tcg";
}

static void settle(struct spec *spec)
{
	const char *why;

	if (!spec->accelerator)
		spec->kvm = kvm_usable(&why) && !kvm_has_failed(spec);
}

/* QEMU's own end with status 1 may be of many things; of KVM it speaks then. */
static bool is_of_kvm(const char *said, enum machine machine, int wait_status)
{
	if (machine == MACHINE_STOPPED || machine == MACHINE_RESET)
		return true;
	if (WIFSIGNALED(wait_status))
		return WTERMSIG(wait_status) != SIGKILL && WTERMSIG(wait_status) != SIGTERM;
	return WEXITSTATUS(wait_status) == 1 && said && strcasestr(said, "kvm");
}

/* Where KVM was chosen because it seemed to work: without it. */
static bool other_way(struct spec *spec, enum machine machine, int wait_status, char **why)
{
	char *said;
	bool is;

	if (!spec->kvm || spec->accelerator)
		return false;
	said = words(spec);
	is = is_of_kvm(said, machine, wait_status);
	if (is)
		kvm_remember_failure(spec);
	if (is || machine == MACHINE_SILENT) {
		spec->kvm = false;
		*why = text_format("KVM does not run this domain%s%s; it is emulated, which is "
				   "slower",
				   said ? ": " : "", said ? said : "");
	}
	free(said);
	return !spec->kvm;
}

const struct host host_qemu = {
	.name = "qemu",
	.title = "QEMU",
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
	.accelerator = accelerator,
	.settle = settle,
	.other_way = other_way,
	.look = look,
	.words = words,
	.volumes_max = QEMU_VOLUMES_MAX,
	.forwards_ports = true,
};
