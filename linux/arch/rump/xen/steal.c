// SPDX-License-Identifier: GPL-2.0
/* Stolen time, as Xen counts it, for the kernel's accounting. */
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/smp.h>
#include <linux/static_call.h>
#include <asm/paravirt.h>
#include <xen/xen.h>
#include <xen/xen-ops.h>

struct static_key paravirt_steal_enabled;
struct static_key paravirt_steal_rq_enabled;

u64 rump_no_steal_clock(int cpu)
{
	return 0;
}

DEFINE_STATIC_CALL(pv_steal_clock, rump_no_steal_clock);

static int __init count_stolen_time(void)
{
	unsigned int cpu;

	if (!xen_domain())
		return -ENODEV;
	for_each_online_cpu(cpu)
		xen_setup_runstate_info(cpu);
	xen_time_setup_guest();
	return 0;
}
early_initcall(count_stolen_time);
