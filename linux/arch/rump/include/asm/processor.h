/* SPDX-License-Identifier: GPL-2.0 */
/* A program's address space as it sees it, and what a task keeps while it does not run. */
#ifndef _ASM_RUMP_PROCESSOR_H
#define _ASM_RUMP_PROCESSOR_H

#include <rumproast/x86/cpu.h>
#include <asm/page.h>
#include <asm/ptrace.h>
#include <asm/vdso/processor.h>

/* The last page of the lower half stays free: a SYSCALL at its end would return beyond it. */
#define TASK_SIZE_MAX 0x7ffffffff000UL
#define TASK_SIZE TASK_SIZE_MAX
#define TASK_SIZE_OF(task) TASK_SIZE_MAX
#define DEFAULT_MAP_WINDOW TASK_SIZE_MAX
#define STACK_TOP TASK_SIZE_MAX
#define STACK_TOP_MAX TASK_SIZE_MAX
#define TASK_UNMAPPED_BASE PAGE_ALIGN(TASK_SIZE_MAX / 3)

/* MAP_32BIT is the port's (kernel/mmap.c). */
#define HAVE_ARCH_UNMAPPED_AREA
#define HAVE_ARCH_UNMAPPED_AREA_TOPDOWN

#define ARCH_HAS_PREFETCH
#define ARCH_HAS_PREFETCHW

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct task_struct;
struct fpu_state;

/* Numbers of the debug address registers that a tracer may set. */
#define DEBUG_ADDRESSES 4

struct thread_debug {
	unsigned long address[DEBUG_ADDRESSES];
	unsigned long status;  /* DR6 as a tracer sees it */
	unsigned long control; /* DR7 */
};

struct thread_struct {
	unsigned long sp; /* kernel stack, where __switch_to_asm() left it */
	unsigned long fs_base;
	unsigned long gs_base;

	/* FPU and vector registers; null for kernel threads (asm/fpu.h). */
	struct fpu_state *fpu;
	unsigned int fpu_cpu; /* vCPU whose registers were loaded from it last */

	/* The last exception a program caused, for signal frames. */
	unsigned long fault_address;
	unsigned long error_code;
	unsigned long trap_nr;

	struct thread_debug debug;
};

#define INIT_THREAD { .fpu_cpu = ~0U }

#define task_pt_regs(task) \
	((struct pt_regs *)((unsigned long)(task)->stack + THREAD_SIZE) - 1)
#define task_top_of_stack(task) ((unsigned long)(task_pt_regs(task) + 1))
#define KSTK_EIP(task) (task_pt_regs(task)->ip)
#define KSTK_ESP(task) (task_pt_regs(task)->sp)

void start_thread(struct pt_regs *regs, unsigned long ip, unsigned long sp);
unsigned long __get_wchan(struct task_struct *task);

/* prctl(2): every program may read the cycle counter, for CR4.TSD stops no code of ring 0. */
long get_tsc_mode(unsigned long mode);
long set_tsc_mode(unsigned int mode);
#define GET_TSC_CTL(address) get_tsc_mode(address)
#define SET_TSC_CTL(mode) set_tsc_mode(mode)

static inline void prefetch(const void *address)
{
	__builtin_prefetch(address, 0, 3);
}

static inline void prefetchw(const void *address)
{
	__builtin_prefetch(address, 1, 3);
}

#endif /* __ASSEMBLY__ */
#endif
