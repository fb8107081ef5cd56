// SPDX-License-Identifier: GPL-2.0
/* Offsets for assembly. Those of the per-CPU block and the frame are in the contract instead. */
#include <linux/entry-common.h>
#include <linux/kbuild.h>
#include <linux/sched.h>

int main(void)
{
	DEFINE(TASK_THREAD_SP, offsetof(struct task_struct, thread.sp));
	DEFINE(TASK_FLAGS, offsetof(struct task_struct, thread_info.flags));
	DEFINE(TASK_SYSCALL_WORK, offsetof(struct task_struct, thread_info.syscall_work));
	DEFINE(SYSCALL_WORK, SYSCALL_WORK_ENTER | SYSCALL_WORK_EXIT);
	DEFINE(EXIT_WORK, EXIT_TO_USER_MODE_WORK | _TIF_NEED_FPU_LOAD);
	DEFINE(FRAME_AX, offsetof(struct pt_regs, ax));
#ifdef CONFIG_STACKPROTECTOR
	DEFINE(TASK_STACK_CANARY, offsetof(struct task_struct, stack_canary));
#endif
	return 0;
}
