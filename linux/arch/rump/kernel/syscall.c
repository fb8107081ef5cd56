// SPDX-License-Identifier: GPL-2.0
/* System calls with something to do besides, and those that only refuse. */
#include <linux/entry-common.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/syscall.h>
#include "syscall.h"

/*
 * The whole of a system call, for those that kernel_syscall (syscall_entry.S) does not finish.
 *
 * The number needs no masking against speculation: whoever could be tricked into reading kernel
 * memory this way may read it outright.
 */
__visible noinstr void rump_syscall(struct pt_regs *regs)
{
	long number = syscall_enter_from_user_mode(regs, (int)regs->orig_ax);

	instrumentation_begin();
	if (likely((unsigned long)number < NR_syscalls))
		regs->ax = sys_call_table[number](regs->di, regs->si, regs->dx, regs->r10,
						  regs->r8, regs->r9);
	else if (number != -1)
		regs->ax = -ENOSYS;
	/* -1: a tracer or filter has decided, and left its result in ax. */
	instrumentation_end();
	syscall_exit_to_user_mode(regs);
}

/*
 * A program may execute IN and OUT anyhow. That it asks first tells of a driver that wants a
 * machine to itself; it gets the answer of an x86 kernel that was built without.
 */
SYSCALL_DEFINE1(iopl, unsigned int, level)
{
	return -ENOSYS;
}

SYSCALL_DEFINE3(ioperm, unsigned long, from, unsigned long, count, int, on)
{
	return -ENOSYS;
}
