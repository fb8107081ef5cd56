// SPDX-License-Identifier: GPL-2.0
/* Offsets for assembly. Those of the per-CPU block and the frame are in the contract instead. */
#include <linux/kbuild.h>
#include <linux/sched.h>

int main(void)
{
	DEFINE(TASK_THREAD_SP, offsetof(struct task_struct, thread.sp));
#ifdef CONFIG_STACKPROTECTOR
	DEFINE(TASK_STACK_CANARY, offsetof(struct task_struct, stack_canary));
#endif
	return 0;
}
