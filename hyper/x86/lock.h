/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A lock around registers that only one vCPU at a time may use. Masks interrupts while held, so
 * context irq: an NMI must not take one.
 */
#ifndef HYPER_X86_LOCK_H
#define HYPER_X86_LOCK_H

#include "x86/machine.h"

struct lock {
	unsigned char held;
};

/* Returns what lock_release() has to be given. */
static inline unsigned long lock_take(struct lock *lock)
{
	unsigned long flags = interrupts_save();

	while (__atomic_test_and_set(&lock->held, __ATOMIC_ACQUIRE))
		__asm__ volatile("pause");
	return flags;
}

static inline void lock_release(struct lock *lock, unsigned long flags)
{
	__atomic_clear(&lock->held, __ATOMIC_RELEASE);
	interrupts_restore(flags);
}

#endif
