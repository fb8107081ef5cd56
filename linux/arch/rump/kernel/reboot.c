// SPDX-License-Identifier: GPL-2.0
/* The ends of a domain: off, restart, crash. */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/pm.h>
#include <linux/reboot.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <rumproast/hyper.h>
#include <asm/rump.h>

static int exit_status;
static int exit_status_max = 255;

/* Linux turns off into halt unless somebody says that he can: this says so. */
void (*pm_power_off)(void) = machine_power_off;

void machine_power_off(void)
{
	hyper_power_off(exit_status);
}

void machine_halt(void)
{
	hyper_power_off(exit_status);
}

void machine_restart(char *command)
{
	if (command && !strcmp(command, "crash"))
		hyper_power_crash();
	hyper_power_restart(exit_status);
}

/* Runs after all other notifiers, so that each has had its say on the console. */
static int crash_after_panic(struct notifier_block *notifier, unsigned long event, void *message)
{
	if (panic_timeout)
		return NOTIFY_DONE;
	console_flush_on_panic(CONSOLE_FLUSH_PENDING);
	hyper_power_crash();
}

static struct notifier_block panic_notifier = {
	.notifier_call = crash_after_panic,
	.priority = INT_MIN,
};

static struct ctl_table exit_table[] = {
	{
		.procname = "exit_status",
		.data = &exit_status,
		.maxlen = sizeof(exit_status),
		.mode = 0644,
		.proc_handler = proc_dointvec_minmax,
		.extra1 = SYSCTL_ZERO,
		.extra2 = &exit_status_max,
	},
};

void __init rump_power_start(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_notifier);
}

static int __init offer_exit_status(void)
{
	register_sysctl("kernel/rump", exit_table);
	return 0;
}
device_initcall(offer_exit_status);
