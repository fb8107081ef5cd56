/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame that a signal handler finds on its stack, laid out as x86-64's ABI has it. The FPU
 * state lies above it, 64-byte aligned; uc_mcontext.fpstate points there.
 */
#ifndef _ASM_RUMP_SIGFRAME_H
#define _ASM_RUMP_SIGFRAME_H

#include <linux/signal_types.h>
#include <asm/ucontext.h>

struct rt_sigframe {
	char __user *pretcode; /* the handler returns here: SA_RESTORER's function */
	struct ucontext uc;
	struct siginfo info;
};

/* The most that a signal puts on the stack, in bytes; for AT_MINSIGSTKSZ. */
unsigned long signal_frame_size(void);

#endif
