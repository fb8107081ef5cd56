// SPDX-License-Identifier: GPL-2.0
/* The state that Linux' Xen drivers expect of an architecture: what domain this is. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <rumproast/hyper.h>
#include <xen/xen.h>
#include <xen/features.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/interface/xen.h>
#include <asm/rump.h>
#include <asm/xen/hypervisor.h>
#include "glue.h"

enum xen_domain_type xen_domain_type = XEN_NATIVE;
EXPORT_SYMBOL(xen_domain_type);

uint32_t xen_start_flags;
EXPORT_SYMBOL(xen_start_flags);

static struct start_info no_start_info;
struct start_info *xen_start_info = &no_start_info;
EXPORT_SYMBOL(xen_start_info);

struct shared_info *HYPERVISOR_shared_info;

DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);

DEFINE_PER_CPU(uint32_t, xen_vcpu_id);
EXPORT_PER_CPU_SYMBOL(xen_vcpu_id);

/* Memory that a domain gave back, or may yet be given: none, it starts with all it has. */
unsigned long xen_released_pages;
struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS] __initdata;

/*
 * The vCPU's part of the shared page is used as it is, not moved elsewhere by
 * VCPUOP_register_vcpu_info: the host side reads the clock from it.
 */
static void __init start_vcpu(unsigned int cpu)
{
	BUG_ON(cpu >= ARRAY_SIZE(HYPERVISOR_shared_info->vcpu_info));
	per_cpu(xen_vcpu_id, cpu) = cpu;
	per_cpu(xen_vcpu, cpu) = &HYPERVISOR_shared_info->vcpu_info[cpu];
}

void __init rump_xen_start(void)
{
	HYPERVISOR_shared_info = hyper_xen_shared_info();
	xen_domain_type = XEN_HVM_DOMAIN;
	xen_setup_features();
	if (!xen_feature(XENFEAT_auto_translated_physmap))
		panic("Xen does not translate this domain's memory: create it with type=\"pvh\"");
	start_vcpu(0);
	rump_xen_reserve_grant_frames();
}

/* Nothing of the machine's own has to be saved around a suspension: the host side does that. */
void xen_arch_pre_suspend(void)
{
}

void xen_arch_post_suspend(int cancelled)
{
}

void xen_arch_suspend(void)
{
}

void xen_arch_resume(void)
{
}

void xen_timer_resume(void)
{
}
