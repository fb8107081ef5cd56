// SPDX-License-Identifier: GPL-2.0
/* arch_prctl(2): segment bases, and what x86-64 answers about CPUID and extended state. */
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/fpu.h>
#include <asm/prctl.h>
#include "task.h"

#define FEATURE_COUNT 64

/* Every feature the CPU has is usable by every program without asking. */
static long request_feature(unsigned long feature)
{
	if (feature >= FEATURE_COUNT)
		return -EINVAL;
	return fpu_format.features & BIT_ULL(feature) ? 0 : -EOPNOTSUPP;
}

static long set_base(struct task_struct *task, unsigned long base,
		     void (*set)(struct task_struct *, unsigned long))
{
	if (base >= TASK_SIZE_MAX)
		return -EPERM;
	set(task, base);
	return 0;
}

long ptrace_arch_prctl(struct task_struct *task, int option, unsigned long argument)
{
	unsigned long __user *result = (unsigned long __user *)argument;

	switch (option) {
	case ARCH_SET_FS:
		return set_base(task, argument, task_set_fs_base);
	case ARCH_SET_GS:
		return set_base(task, argument, task_set_gs_base);
	case ARCH_GET_FS:
		return put_user(task_fs_base(task), result);
	case ARCH_GET_GS:
		return put_user(task_gs_base(task), result);
	default:
		return -EINVAL;
	}
}

long get_tsc_mode(unsigned long mode)
{
	return put_user(PR_TSC_ENABLE, (int __user *)mode);
}

long set_tsc_mode(unsigned int mode)
{
	return mode == PR_TSC_ENABLE ? 0 : -EINVAL;
}

SYSCALL_DEFINE2(arch_prctl, int, option, unsigned long, argument)
{
	switch (option) {
	case ARCH_GET_CPUID:
		return 1;
	case ARCH_SET_CPUID:
		return -ENODEV;
	case ARCH_GET_XCOMP_SUPP:
	case ARCH_GET_XCOMP_PERM:
		return put_user(fpu_format.features, (u64 __user *)argument);
	case ARCH_REQ_XCOMP_PERM:
		return request_feature(argument);
	default:
		return ptrace_arch_prctl(current, option, argument);
	}
}
