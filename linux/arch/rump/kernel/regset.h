/* SPDX-License-Identifier: GPL-2.0 */
/* Register sets by index, and the general one as a structure. */
#ifndef RUMP_KERNEL_REGSET_H
#define RUMP_KERNEL_REGSET_H

struct task_struct;
struct user_regs_struct;

enum {
	REGSET_GENERAL,
	REGSET_LEGACY,
	REGSET_EXTENDED,
};

void general_get(struct task_struct *task, struct user_regs_struct *to);

/* All or nothing: 0, or -EIO when one of them is not a program's. */
int general_set(struct task_struct *task, const struct user_regs_struct *from);

#endif
