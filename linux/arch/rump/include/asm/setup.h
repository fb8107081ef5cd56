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

/* setup_arch()'s parts; in this order, boot context. */
void rump_map_kernel(void); /* mm/map.c: from here on the kernel's own page tables are used */
void rump_zones_init(void); /* mm/init.c: after it the page allocator knows all memory */

#endif
