/* SPDX-License-Identifier: GPL-2.0 */
/* The vsyscall page of x86-64. */
#ifndef _ASM_RUMP_VSYSCALL_H
#define _ASM_RUMP_VSYSCALL_H

#include <linux/types.h>

struct pt_regs;

/*
 * A program was to execute what is at address, in the kernel's half. Whether it was a call of a
 * function of the page, with arguments that it can have; then the registers are as after the
 * return. May fault and sleep.
 */
bool vsyscall_answer(struct pt_regs *regs, unsigned long address);

#endif
