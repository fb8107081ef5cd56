/* SPDX-License-Identifier: GPL-2.0 */
/* What entry and exit code wants to know of a task first: flags, preemption, vCPU. */
#ifndef _ASM_RUMP_THREAD_INFO_H
#define _ASM_RUMP_THREAD_INFO_H

#include <linux/const.h>
#include <asm/page.h>

#define THREAD_SIZE_ORDER 2
#define THREAD_SIZE (PAGE_SIZE << THREAD_SIZE_ORDER)

#ifndef __ASSEMBLY__

struct thread_info {
	unsigned long flags;	    /* TIF_* */
	unsigned long syscall_work; /* SYSCALL_WORK_* */
	int preempt_count;	    /* 0: preemptible, below 0: a bug */
	unsigned int cpu;
};

#define INIT_THREAD_INFO(task) \
{ \
	.preempt_count = INIT_PREEMPT_COUNT, \
}

void arch_setup_new_exec(void);
#define arch_setup_new_exec arch_setup_new_exec

#endif /* __ASSEMBLY__ */

#define TIF_NOTIFY_RESUME 1  /* callbacks before the return to the program */
#define TIF_SIGPENDING 2
#define TIF_NEED_RESCHED 3
#define TIF_SINGLESTEP 4     /* a tracer steps this task */
#define TIF_NEED_FPU_LOAD 5  /* the program's FPU state is in memory, not in the registers */
#define TIF_FORCED_TF 6	     /* the trap flag was set by a tracer, not by the program */
#define TIF_NOTIFY_SIGNAL 7
#define TIF_MEMDIE 8
#define TIF_POLLING_NRFLAG 9 /* the idle task polls TIF_NEED_RESCHED */
#define TIF_DEBUG 10	     /* debug registers are in use */

#define _TIF_NOTIFY_RESUME _BITUL(TIF_NOTIFY_RESUME)
#define _TIF_SIGPENDING _BITUL(TIF_SIGPENDING)
#define _TIF_NEED_RESCHED _BITUL(TIF_NEED_RESCHED)
#define _TIF_SINGLESTEP _BITUL(TIF_SINGLESTEP)
#define _TIF_NEED_FPU_LOAD _BITUL(TIF_NEED_FPU_LOAD)
#define _TIF_FORCED_TF _BITUL(TIF_FORCED_TF)
#define _TIF_NOTIFY_SIGNAL _BITUL(TIF_NOTIFY_SIGNAL)
#define _TIF_POLLING_NRFLAG _BITUL(TIF_POLLING_NRFLAG)
#define _TIF_DEBUG _BITUL(TIF_DEBUG)

#endif
