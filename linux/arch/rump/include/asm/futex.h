/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Atomic operations on a program's word, for FUTEX_WAKE_OP and priority-inheriting locks.
 * 0, -EFAULT, or -ENOSYS for an operation that does not exist. May fault, may not sleep.
 */
#ifndef _ASM_RUMP_FUTEX_H
#define _ASM_RUMP_FUTEX_H

#include <linux/futex.h>
#include <linux/uaccess.h>

static __always_inline int futex_atomic_cmpxchg_inatomic(u32 *seen, u32 __user *word, u32 old,
							 u32 new)
{
	if (!access_ok(word, sizeof(*word)))
		return -EFAULT;
	/* cmpxchg changes %eax, which asm goto cannot have as an output in every compiler. */
	asm goto("	movl %3, %%eax\n"
		 "1:	lock cmpxchgl %2, %1\n"
		 "	movl %%eax, %0\n" _ASM_EXTABLE(1b, %l4)
		 :
		 : "m"(*seen), "m"(*(__force u32 *)word), "r"(new), "r"(old)
		 : "eax", "memory", "cc"
		 : fault);
	return 0;
fault:
	return -EFAULT;
}

static __always_inline u32 futex_operate(int op, u32 old, u32 operand)
{
	switch (op) {
	case FUTEX_OP_SET:
		return operand;
	case FUTEX_OP_ADD:
		return old + operand;
	case FUTEX_OP_OR:
		return old | operand;
	case FUTEX_OP_ANDN:
		return old & ~operand;
	default:
		return old ^ operand;
	}
}

static __always_inline int arch_futex_atomic_op_inuser(int op, int operand, int *old,
						       u32 __user *word)
{
	u32 expected, seen;
	int error;

	if (op < FUTEX_OP_SET || op > FUTEX_OP_XOR)
		return -ENOSYS;
	if (get_user(seen, word))
		return -EFAULT;
	do {
		expected = seen;
		error = futex_atomic_cmpxchg_inatomic(&seen, word, expected,
						      futex_operate(op, expected, operand));
		if (error)
			return error;
	} while (seen != expected);
	*old = seen;
	return 0;
}

#endif
