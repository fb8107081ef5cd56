// SPDX-License-Identifier: GPL-2.0
/* Requests from outside to end or to restart the domain, and how they reach process 1. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/sched/signal.h>
#include <linux/sysctl.h>
#include <rumproast/hyper.h>
#include "power.h"

static int latest_request = POWER_REQUEST_NONE;

void rump_power_request(enum power_request request)
{
	latest_request = request;
	kill_cad_pid(request == POWER_REQUEST_RESTART ? SIGINT : SIGPWR, 1);
}

/*
 * Linux' Xen driver acknowledges the toolstack's request and calls orderly_poweroff() or
 * orderly_reboot(), which would start /sbin/poweroff or /sbin/reboot. A domain need not have
 * those, but it has process 1. The linker (--wrap, see the Makefile) resolves the driver's
 * calls to these two.
 */
void __wrap_orderly_poweroff(bool force);
void __wrap_orderly_reboot(void);

void __wrap_orderly_poweroff(bool force)
{
	rump_power_request(POWER_REQUEST_END);
}

void __wrap_orderly_reboot(void)
{
	rump_power_request(POWER_REQUEST_RESTART);
}

static irqreturn_t power_button(int irq, void *unused)
{
	if (!hyper_power_button())
		return IRQ_NONE;
	rump_power_request(POWER_REQUEST_END);
	return IRQ_HANDLED;
}

static struct ctl_table request_table[] = {
	{
		.procname = "request",
		.data = &latest_request,
		.maxlen = sizeof(latest_request),
		.mode = 0444,
		.proc_handler = proc_dointvec,
	},
};

static int __init listen_for_requests(void)
{
	u32 line;

	register_sysctl("kernel/rump", request_table);
	if (hyper_power_listen(&line) != HYPER_OK)
		return 0;
	return request_irq(line, power_button, IRQF_SHARED, "power button", &latest_request);
}
device_initcall(listen_for_requests);
