/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hypercalls under the names that Linux' Xen drivers know. All go through hyper_xen_call();
 * results are Xen's: 0 or positive for success, a negative errno for failure.
 */
#ifndef _ASM_RUMP_XEN_HYPERCALL_H
#define _ASM_RUMP_XEN_HYPERCALL_H

#include <linux/bug.h>
#include <linux/types.h>
#include <rumproast/hyper.h>
#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>

struct xen_dm_op_buf;

static inline long privcmd_call(unsigned int call, unsigned long a1, unsigned long a2,
				unsigned long a3, unsigned long a4, unsigned long a5)
{
	return hyper_xen_call(call, a1, a2, a3, a4, a5);
}

static inline int HYPERVISOR_xen_version(int command, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_xen_version, command, (unsigned long)argument, 0, 0, 0);
}

static inline int HYPERVISOR_console_io(int command, int count, char *text)
{
	return hyper_xen_call(__HYPERVISOR_console_io, command, count, (unsigned long)text, 0, 0);
}

static inline int HYPERVISOR_grant_table_op(unsigned int command, void *operations,
					    unsigned int count)
{
	return hyper_xen_call(__HYPERVISOR_grant_table_op, command, (unsigned long)operations,
			      count, 0, 0);
}

static inline int HYPERVISOR_sched_op(int command, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_sched_op, command, (unsigned long)argument, 0, 0, 0);
}

static inline int HYPERVISOR_event_channel_op(int command, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_event_channel_op, command, (unsigned long)argument, 0, 0,
			      0);
}

static inline unsigned long HYPERVISOR_hvm_op(int operation, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_hvm_op, operation, (unsigned long)argument, 0, 0, 0);
}

static inline long HYPERVISOR_memory_op(unsigned int command, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_memory_op, command, (unsigned long)argument, 0, 0, 0);
}

static inline int HYPERVISOR_physdev_op(int command, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_physdev_op, command, (unsigned long)argument, 0, 0, 0);
}

static inline int HYPERVISOR_vcpu_op(int command, int vcpu, void *argument)
{
	return hyper_xen_call(__HYPERVISOR_vcpu_op, command, vcpu, (unsigned long)argument, 0, 0);
}

static inline int HYPERVISOR_vm_assist(unsigned int command, unsigned int type)
{
	return hyper_xen_call(__HYPERVISOR_vm_assist, command, type, 0, 0, 0);
}

static inline int HYPERVISOR_dm_op(domid_t domain, unsigned int count,
				   struct xen_dm_op_buf *buffers)
{
	return hyper_xen_call(__HYPERVISOR_dm_op, domain, count, (unsigned long)buffers, 0, 0);
}

static inline int HYPERVISOR_platform_op(struct xen_platform_op *operation)
{
	operation->interface_version = XENPF_INTERFACE_VERSION;
	return hyper_xen_call(__HYPERVISOR_platform_op, (unsigned long)operation, 0, 0, 0, 0);
}

static inline int HYPERVISOR_multicall(struct multicall_entry *calls, u32 count)
{
	return hyper_xen_call(__HYPERVISOR_multicall, (unsigned long)calls, count, 0, 0, 0);
}

/* Only a paravirtualised domain passes the frame of its start info. */
static inline int HYPERVISOR_suspend(unsigned long start_info_frame)
{
	struct sched_shutdown shutdown = { .reason = SHUTDOWN_suspend };

	return HYPERVISOR_sched_op(SCHEDOP_shutdown, &shutdown);
}

#endif
