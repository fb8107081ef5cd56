// SPDX-License-Identifier: GPL-2.0
/* From a program's SYSCALL to the function that Linux has for it. */
#include <linux/entry-common.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/syscall.h>
#include <rumproast/x86/cpu.h>

/*
 * The number needs no masking against speculation: whoever could be tricked into reading
 * kernel memory this way may read it outright.
 */
static __always_inline void dispatch(struct pt_regs *regs, long number)
{
	if (likely((unsigned long)number < NR_syscalls))
		regs->ax = sys_call_table[number](regs->di, regs->si, regs->dx, regs->r10,
						  regs->r8, regs->r9);
	else if (number != -1)
		regs->ax = -ENOSYS;
	/* -1: a tracer or filter has decided, and left its result in ax. */
}

/* Short because every system call pays for it; the way with anything to do is Linux' own. */
__visible noinstr void kernel_syscall(struct hyper_frame *frame)
{
	struct pt_regs *regs = frame_regs(frame);
	long number = syscall_enter_from_user_mode(regs, (int)regs->orig_ax);

	instrumentation_begin();
	dispatch(regs, number);
	instrumentation_end();
	if (unlikely(READ_ONCE(current_thread_info()->syscall_work) & SYSCALL_WORK_EXIT) ||
	    IS_ENABLED(CONFIG_DEBUG_RSEQ) || IS_ENABLED(CONFIG_PROVE_LOCKING)) {
		syscall_exit_to_user_mode(regs);
		return;
	}
	instrumentation_begin();
	local_irq_disable();
	exit_to_user_mode_prepare(regs);
	instrumentation_end();
	exit_to_user_mode();
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
