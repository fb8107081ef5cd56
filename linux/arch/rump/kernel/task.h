/* SPDX-License-Identifier: GPL-2.0 */
/* What the files about tasks share: segment bases and debug registers. Nothing here fails. */
#ifndef RUMP_KERNEL_TASK_H
#define RUMP_KERNEL_TASK_H

#include <linux/sched.h>

/* Bases of %fs and of the program's %gs; addresses of the lower half. */
unsigned long task_fs_base(struct task_struct *task);
unsigned long task_gs_base(struct task_struct *task);
void task_set_fs_base(struct task_struct *task, unsigned long base);
void task_set_gs_base(struct task_struct *task, unsigned long base);

/* Gives the vCPU the debug registers of the task it is about to run. Interrupts masked. */
void debug_switch(struct task_struct *previous, struct task_struct *next);

/* Forgets all breakpoints of the current task. */
void debug_reset_current(void);

/* DR0 to DR7 as a tracer sees them; set gives 0, -EIO or -EINVAL. */
unsigned long debug_get(struct task_struct *task, unsigned int index);
int debug_set(struct task_struct *task, unsigned int index, unsigned long value);

/* A debug exception with what DR6 said. Interrupts masked. */
void debug_trap_program(struct pt_regs *regs, unsigned long status);
void debug_trap_kernel(struct pt_regs *regs, unsigned long status);

#endif
