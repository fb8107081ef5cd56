/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clock: Xen's system time, from the page that each vCPU shares with it.
 */
#include "xen/guest.h"

#include <rumproast/x86/cpu.h>

#include "x86/pvclock.h"

_Static_assert(sizeof(struct pvclock) == sizeof(struct vcpu_time_info), "xen/xen.h");
_Static_assert(offsetof(struct pvclock, cycles) == offsetof(struct vcpu_time_info, tsc_timestamp),
	       "xen/xen.h");
_Static_assert(offsetof(struct pvclock, nanoseconds) ==
		       offsetof(struct vcpu_time_info, system_time),
	       "xen/xen.h");
_Static_assert(offsetof(struct pvclock, multiplier) ==
		       offsetof(struct vcpu_time_info, tsc_to_system_mul),
	       "xen/xen.h");
_Static_assert(offsetof(struct pvclock, shift) == offsetof(struct vcpu_time_info, tsc_shift),
	       "xen/xen.h");
_Static_assert(offsetof(struct shared_info, wc_sec) == offsetof(struct shared_info, wc_version) + 4,
	       "xen/xen.h");

hyper_u64 xen_clock_monotonic(void)
{
	unsigned int cpu = hyper_this_cpu()->number;

	return pvclock_read((struct pvclock *)&shared_info->vcpu_info[cpu].time);
}

hyper_u64 xen_clock_wall(void)
{
	return pvclock_wall_base((struct pvclock_wall *)&shared_info->wc_version,
				 &shared_info->wc_sec_hi) +
	       xen_clock_monotonic();
}
