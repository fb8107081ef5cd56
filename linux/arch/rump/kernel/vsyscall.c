// SPDX-License-Identifier: GPL-2.0
/*
 * The vsyscall page of x86-64, which static programs of before 2012 call for the time. Nothing is
 * mapped there: the fault of fetching the first instruction is answered as the function would have,
 * as arch/x86 does with vsyscall=xonly.
 */
#include <linux/seccomp.h>
#include <linux/signal.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <uapi/asm/vsyscall.h>
#include <asm/traps.h>
#include <asm/unistd.h>
#include <asm/vsyscall.h>

/* Functions are that far from each other. */
#define FUNCTION_SIZE 0x400UL

enum { FUNCTION_GETTIMEOFDAY, FUNCTION_TIME, FUNCTION_GETCPU, FUNCTIONS };

static const int system_calls[FUNCTIONS] = { __NR_gettimeofday, __NR_time, __NR_getcpu };

static bool put_time_of_day(const struct pt_regs *regs)
{
	struct __kernel_old_timeval __user *time = (void __user *)regs->di;
	struct timezone __user *zone = (void __user *)regs->si;
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	if (time && (put_user(now.tv_sec, &time->tv_sec) ||
		     put_user(now.tv_nsec / NSEC_PER_USEC, &time->tv_usec)))
		return false;
	return !zone || !copy_to_user(zone, &sys_tz, sizeof(sys_tz));
}

static bool put_seconds(struct pt_regs *regs)
{
	__kernel_old_time_t __user *time = (void __user *)regs->di;

	regs->ax = ktime_get_real_seconds();
	return !time || !put_user((__kernel_old_time_t)regs->ax, time);
}

static bool put_processor(const struct pt_regs *regs)
{
	unsigned int __user *cpu = (void __user *)regs->di;
	unsigned int __user *node = (void __user *)regs->si;

	return (!cpu || !put_user(raw_smp_processor_id(), cpu)) && (!node || !put_user(0, node));
}

static bool run(int function, struct pt_regs *regs)
{
	regs->ax = 0;
	switch (function) {
	case FUNCTION_GETTIMEOFDAY:
		return put_time_of_day(regs);
	case FUNCTION_TIME:
		return put_seconds(regs);
	default:
		return put_processor(regs);
	}
}

/* Filters see the system call that the function stands for; false: it is not to be done. */
static bool filters_allow(int function, struct pt_regs *regs)
{
	int result;

	regs->orig_ax = system_calls[function];
	regs->ax = -ENOSYS;
	result = secure_computing();
	if (!result && regs->orig_ax != system_calls[function]) {
		force_exit_sig(SIGSYS);
		result = -1;
	}
	regs->orig_ax = -1;
	return !result;
}

bool vsyscall_answer(struct pt_regs *regs, unsigned long address)
{
	unsigned long function = (address - VSYSCALL_ADDR) / FUNCTION_SIZE;
	unsigned long caller;

	if (address != regs->ip || address < VSYSCALL_ADDR || function >= FUNCTIONS ||
	    address % FUNCTION_SIZE)
		return false;
	if (get_user(caller, (unsigned long __user *)regs->sp))
		return false;
	if (filters_allow(function, regs) && !run(function, regs))
		return false;
	regs->ip = caller;
	regs->sp += sizeof(caller);
	return true;
}
