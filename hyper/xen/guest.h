/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the Xen host offer each other, and Xen's own definitions. Contexts are
 * those of <rumproast/hyper.h>; functions in BOOT_TEXT are context boot.
 */
#ifndef HYPER_XEN_GUEST_H
#define HYPER_XEN_GUEST_H

#include <stdint.h>

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <xen/xen.h>

#include "x86/host.h"

/* host.c */
extern const struct host xen_host;

/* Calls Xen, whose answer is below 0 for an error of its own numbering (xen/errno.h). */
static inline long xen_call2(unsigned int number, unsigned long a1, void *a2)
{
	return hyper_xen_call(number, a1, (unsigned long)a2, 0, 0, 0);
}

/* hypercall.S: one page for Xen to write the instructions of each hypercall into. */
extern char hypercall_page[];

/* shared_info.c */
extern struct shared_info *shared_info;
void shared_info_start(void);

/* console.c */
void xen_console_prepare(void);
void xen_console_write(const char *text, unsigned long size);

/* clock.c */
hyper_u64 xen_clock_monotonic(void);
hyper_u64 xen_clock_wall(void);

/* timer.c */
void xen_timer_start(void);
void xen_timer_arm(hyper_u64 deadline);
void xen_timer_stop(void);

/* power.c */
void xen_power_off(hyper_u32 status) __attribute__((noreturn));
void xen_power_restart(hyper_u32 status) __attribute__((noreturn));
void xen_power_crash(void) __attribute__((noreturn));

#endif
