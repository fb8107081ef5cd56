/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_STACKTRACE_H
#define _ASM_RUMP_STACKTRACE_H

#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/thread_info.h>

static __always_inline bool on_thread_stack(void)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	return here - (unsigned long)task_stack_page(current) < THREAD_SIZE;
}

#endif
