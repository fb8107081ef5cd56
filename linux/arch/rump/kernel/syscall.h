/* SPDX-License-Identifier: GPL-2.0 */
/* What syscall_entry.S calls. */
#ifndef RUMP_KERNEL_SYSCALL_H
#define RUMP_KERNEL_SYSCALL_H

struct pt_regs;

/* Executes the system call of the frame and leaves the frame ready for the program. */
void rump_syscall(struct pt_regs *regs);

#endif
