/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_SETUP_H
#define _ASM_RUMP_SETUP_H



/* The longest command line the hypercall layer hands over, with its end. */
#define COMMAND_LINE_SIZE 4096

struct hyper_boot;

/* What the domain was started with; valid until init memory is freed. */
extern const struct hyper_boot *rump_boot;

/* Whether the host is Xen; for as long as the domain runs. */
extern bool rump_host_is_xen;

#endif
