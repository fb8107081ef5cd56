/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the domain ends, as init sees it.
 *
 * Asked from outside (power button, xl shutdown, xl reboot), the kernel sends process 1 SIGPWR
 * for an end and SIGINT for a restart, and notes the latest request in
 * /proc/sys/kernel/rump/request, so that one is not lost that came before process 1 listened.
 *
 * Process 1 ends the domain by reboot(2); /proc/sys/kernel/rump/exit_status, 0 to 255, is what
 * the host is told: POWER_OFF and HALT end, RESTART restarts, RESTART2 with the string "crash"
 * ends as a crash. A panic is a crash too, unless panic= asks for a restart.
 */
#ifndef RUMP_KERNEL_POWER_H
#define RUMP_KERNEL_POWER_H

enum power_request {
	POWER_REQUEST_NONE = 0,
	POWER_REQUEST_END = 1,
	POWER_REQUEST_RESTART = 2,
};

/* Asks process 1 to end or to restart the domain. Any context but NMI. */
void rump_power_request(enum power_request request);

#endif
