/* SPDX-License-Identifier: GPL-2.0 */
/* Exceptions: what page fault handling and the rest of the port share. */
#ifndef _ASM_RUMP_TRAPS_H
#define _ASM_RUMP_TRAPS_H

#include <linux/compiler.h>
#include <linux/ptrace.h>
#include <asm/trapnr.h>

/*
 * Handles a page fault; error is HYPER_FAULT_* (rumproast/x86/pagetable.h). Called between
 * irqentry_enter() and irqentry_exit() with interrupts masked, and returns with them masked.
 */
void rump_page_fault(struct pt_regs *regs, unsigned long error, unsigned long address);

/* A kernel bug: prints registers and stack, ends the task, or panics where that cannot be. */
void die(const char *what, struct pt_regs *regs, unsigned long error);

/* Remembers a program's exception for its signal frame and a tracer. */
void trap_remember(unsigned long vector, unsigned long error, unsigned long address);

/*
 * Says on the console why a program is about to die, unless it has a handler or sysctl
 * debug.exception-trace is off.
 */
void trap_report_program(struct pt_regs *regs, const char *what, int signal,
			 unsigned long error);

/* Prints the callers: from regs where there are some, else from where the task is. */
void show_trace(struct task_struct *task, struct pt_regs *regs, const char *level);

#endif
