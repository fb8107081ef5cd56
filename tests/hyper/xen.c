/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's Xen drivers would do: bind the timer's virtual interrupt to an event
 * channel, and clear events as they come.
 */
#include "kernel.h"

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <xen/xen.h>
#include <xen/event_channel.h>

static evtchn_port_t timer_port;

void xen_timer_bind(void)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER, .vcpu = 0 };
	struct shared_info *shared = hyper_xen_shared_info();
	long result = hyper_xen_call(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq,
				     (unsigned long)&bind, 0, 0, 0);

	if (result) {
		print("Bail out! Xen refuses to bind the timer: %lx\n", (unsigned long)result);
		hyper_power_off(1);
	}
	timer_port = bind.port;
	__atomic_and_fetch(&shared->evtchn_mask[bind.port / 64], ~(1UL << bind.port % 64),
			   __ATOMIC_SEQ_CST);
}

int xen_upcall(void)
{
	struct shared_info *shared = hyper_xen_shared_info();
	struct vcpu_info *vcpu = &shared->vcpu_info[0];
	unsigned long words, taken;
	unsigned int i;
	int timer = 0;

	__atomic_store_n(&vcpu->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST);
	words = __atomic_exchange_n(&vcpu->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);
	for (i = 0; i < 64; i++) {
		if (!(words >> i & 1))
			continue;
		taken = __atomic_fetch_and(&shared->evtchn_pending[i], shared->evtchn_mask[i],
					   __ATOMIC_SEQ_CST) &
			~shared->evtchn_mask[i];
		timer |= i == timer_port / 64 && (taken >> timer_port % 64 & 1);
	}
	return timer;
}
