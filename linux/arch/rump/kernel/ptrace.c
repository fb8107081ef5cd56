// SPDX-License-Identifier: GPL-2.0
/* The requests of ptrace(2) that are x86-64's own. */
#include <linux/ptrace.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/user.h>
#include "regset.h"
#include "task.h"

#define DEBUG_FIRST offsetof(struct user, u_debugreg[0])
#define DEBUG_LAST offsetof(struct user, u_debugreg[7])

void ptrace_disable(struct task_struct *child)
{
	user_disable_single_step(child);
}

static bool user_offset_valid(unsigned long offset)
{
	return !(offset % sizeof(long)) && offset < sizeof(struct user);
}

static bool is_debug_offset(unsigned long offset)
{
	return offset >= DEBUG_FIRST && offset <= DEBUG_LAST;
}

/* One word of struct user; what is neither a register nor a debug register reads as 0. */
static int peek_user(struct task_struct *child, unsigned long offset, unsigned long __user *to)
{
	struct user_regs_struct registers;
	unsigned long value = 0;

	if (!user_offset_valid(offset))
		return -EIO;
	if (offset < sizeof(registers)) {
		general_get(child, &registers);
		value = ((unsigned long *)&registers)[offset / sizeof(long)];
	} else if (is_debug_offset(offset)) {
		value = debug_get(child, (offset - DEBUG_FIRST) / sizeof(long));
	}
	return put_user(value, to);
}

static int poke_user(struct task_struct *child, unsigned long offset, unsigned long value)
{
	struct user_regs_struct registers;

	if (!user_offset_valid(offset))
		return -EIO;
	if (is_debug_offset(offset))
		return debug_set(child, (offset - DEBUG_FIRST) / sizeof(long), value);
	if (offset >= sizeof(registers))
		return -EIO;
	general_get(child, &registers);
	((unsigned long *)&registers)[offset / sizeof(long)] = value;
	return general_set(child, &registers);
}

static long regset_to_user(struct task_struct *child, unsigned int set, unsigned long size,
			   void __user *to)
{
	return copy_regset_to_user(child, task_user_regset_view(child), set, 0, size, to);
}

static long regset_from_user(struct task_struct *child, unsigned int set, unsigned long size,
			     const void __user *from)
{
	return copy_regset_from_user(child, task_user_regset_view(child), set, 0, size, from);
}

long arch_ptrace(struct task_struct *child, long request, unsigned long address,
		 unsigned long data)
{
	void __user *user = (void __user *)data;

	switch (request) {
	case PTRACE_PEEKUSR:
		return peek_user(child, address, user);
	case PTRACE_POKEUSR:
		return poke_user(child, address, data);
	case PTRACE_GETREGS:
		return regset_to_user(child, REGSET_GENERAL, sizeof(struct user_regs_struct), user);
	case PTRACE_SETREGS:
		return regset_from_user(child, REGSET_GENERAL, sizeof(struct user_regs_struct),
					user);
	case PTRACE_GETFPREGS:
		return regset_to_user(child, REGSET_LEGACY, sizeof(struct user_i387_struct), user);
	case PTRACE_SETFPREGS:
		return regset_from_user(child, REGSET_LEGACY, sizeof(struct user_i387_struct),
					user);
	case PTRACE_ARCH_PRCTL:
		return ptrace_arch_prctl(child, data, address);
	default:
		return ptrace_request(child, request, address, data);
	}
}
