// SPDX-License-Identifier: GPL-2.0
/* Softirqs run on a stack of their own, so that network and block work never ends a task's. */
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <asm/softirq_stack.h>

static DEFINE_PER_CPU_ALIGNED(char[THREAD_SIZE], softirq_stack);

/* In switch.S's company: calls function with the stack pointer at top. */
void rump_call_on_stack(void (*function)(void), void *top);

void do_softirq_own_stack(void)
{
	rump_call_on_stack(__do_softirq, *this_cpu_ptr(&softirq_stack) + THREAD_SIZE);
}
