// SPDX-License-Identifier: GPL-2.0
/* The system call table, from x86-64's list of numbers. */
#include <linux/syscalls.h>
#include <asm/syscall.h>

asmlinkage long sys_arch_prctl(int option, unsigned long argument);
asmlinkage long sys_iopl(unsigned int level);
asmlinkage long sys_ioperm(unsigned long from, unsigned long count, int on);
asmlinkage long sys_mmap(unsigned long address, unsigned long length, unsigned long protection,
			 unsigned long flags, unsigned long fd, unsigned long offset);
asmlinkage long sys_modify_ldt(int function, void __user *pointer, unsigned long size);
asmlinkage long sys_rt_sigreturn(void);

/* The functions take what they take; a caller that passes six registers suits them all. */
#define __SYSCALL(number, function) [number] = (syscall_handler)(void *)function,
#define __SYSCALL_NORETURN __SYSCALL

const syscall_handler sys_call_table[NR_syscalls] = {
	[0 ... NR_syscalls - 1] = (syscall_handler)(void *)sys_ni_syscall,
#include <asm/syscall_table_64.h>
};
