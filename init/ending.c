// SPDX-License-Identifier: GPL-2.0
/* The last acts of the domain: kernel interface, xenstore, reboot(2). */
#include "ending.h"

#include <errno.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "control.h"
#include "devices.h"
#include "files.h"
#include "mounts.h"
#include "root.h"
#include "say.h"
#include "swap.h"
#include "xenstore.h"

#define STATUS_NODE "data/exit-status"
#define STATUS_FILE "/proc/sys/kernel/rump/exit_status"

static void report_to_xenstore(const char *status)
{
	struct xenstore store;

	if (!xenstore_open(&store))
		return;
	if (!xenstore_write(&store, STATUS_NODE, status))
		warn("xenstore %s: cannot be written: %s", STATUS_NODE, strerror(errno));
	xenstore_close(&store);
}

/* A kernel that is not ours has no such file; the line on the console must do there. */
static void report_to_kernel(const char *status)
{
	if (!file_write(STATUS_FILE, status) && errno != ENOENT)
		warn("%s: cannot be written: %s", STATUS_FILE, strerror(errno));
}

static void reboot_call(unsigned int command, const char *argument)
{
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, argument);
}

static bool write_all_back(void)
{
	bool written;

	swap_end();
	root_leave();
	written = mounts_end();
	return devices_end() && written;
}

void ending_finish(enum ending how, struct outcome outcome)
{
	char text[16];

	control_drain();
	if (!write_all_back() && outcome.status == 0)
		outcome = (struct outcome){
			RUMPROAST_EXIT_WRITE_BACK, 0, CAUSE_SAID,
			"not everything that the programs wrote has reached the disks"
		};
	snprintf(text, sizeof(text), "%d", outcome.status & 0xff);
	report_to_xenstore(text);
	report_to_kernel(text);
	control_finish(outcome.status & 0xff, outcome.signal, outcome.cause, outcome.text);
	tcdrain(STDERR_FILENO);
	switch (how) {
	case ENDING_POWEROFF:
		reboot_call(LINUX_REBOOT_CMD_POWER_OFF, NULL);
		break;
	case ENDING_REBOOT:
		reboot_call(LINUX_REBOOT_CMD_RESTART, NULL);
		break;
	case ENDING_CRASH:
		reboot_call(LINUX_REBOOT_CMD_RESTART2, "crash");
		break;
	}
	/* The kernel refused. Its panic over the end of init ends the domain too. */
	say("the domain cannot be ended: %s", strerror(errno));
	_exit(outcome.status);
}
