/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of a domain. Xen takes a reason and no number; the exit status reaches the toolstack
 * through xenstore, which init writes.
 */
#include "xen/guest.h"

#include <rumproast/x86/cpu.h>
#include <xen/sched.h>

static __attribute__((noreturn)) void shut_down(unsigned int reason)
{
	struct sched_shutdown shutdown = { .reason = reason };

	for (;;) {
		xen_call2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &shutdown);
		xen_call2(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
	}
}

void xen_power_off(hyper_u32 status)
{
	(void)status;
	shut_down(SHUTDOWN_poweroff);
}

void xen_power_restart(hyper_u32 status)
{
	(void)status;
	shut_down(SHUTDOWN_reboot);
}

void xen_power_crash(void)
{
	shut_down(SHUTDOWN_crash);
}
