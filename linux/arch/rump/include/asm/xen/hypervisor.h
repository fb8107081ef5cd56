/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_XEN_HYPERVISOR_H
#define _ASM_RUMP_XEN_HYPERVISOR_H

struct shared_info;
struct start_info;

extern struct shared_info *HYPERVISOR_shared_info;

/* Describes a paravirtualised domain; all zero here, its readers ask xen_pv_domain() first. */
extern struct start_info *xen_start_info;

static inline void xen_arch_register_cpu(int number)
{
}

static inline void xen_arch_unregister_cpu(int number)
{
}

#endif
