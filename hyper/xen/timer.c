/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The timer: Xen's single-shot timer of each vCPU. Its time is the clock's own.
 */
#include "xen/guest.h"

#include <rumproast/x86/cpu.h>
#include <xen/vcpu.h>

/* Xen's times are signed. */
#define FARTHEST (1UL << 62)

static long vcpu_call(unsigned int what, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_vcpu_op, what, hyper_this_cpu()->number,
			      (unsigned long)argument, 0, 0);
}

BOOT_TEXT void xen_timer_start(void)
{
	vcpu_call(VCPUOP_stop_periodic_timer, NULL);
	vcpu_call(VCPUOP_stop_singleshot_timer, NULL);
}

/* Without VCPU_SSHOTTMR_future a deadline in the past fires at once instead of failing. */
void xen_timer_arm(hyper_u64 deadline)
{
	struct vcpu_set_singleshot_timer timer = {
		.timeout_abs_ns = deadline < FARTHEST ? deadline : FARTHEST,
	};

	if (vcpu_call(VCPUOP_set_singleshot_timer, &timer))
		broken("Xen refuses to set a timer");
}

void xen_timer_stop(void)
{
	vcpu_call(VCPUOP_stop_singleshot_timer, NULL);
}
