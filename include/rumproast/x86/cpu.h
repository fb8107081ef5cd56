/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of the hypercall layer that is x86-64 itself: the frame of an entry, the per-CPU
 * block, and the instructions that stand for calls. The same for every x86-64 host.
 *
 * Policy and contexts are those of <rumproast/hyper.h>; everything here is context "any" and
 * cannot fail unless it says otherwise. May be included from assembly.
 *
 * Programs run at the kernel's own privilege level, so the CPU never says who was interrupted.
 * The host side decides it at each entry, from the instruction and stack pointer (a program's
 * are in the lower half of the address space), and writes it into the frame the way a CPU with
 * two privilege levels would: cs is HYPER_PROGRAM_CS for a program and HYPER_KERNEL_CS for the
 * kernel. On return the host side puts the real selectors back, so nothing a debugger or a
 * signal handler writes there can do harm.
 */
#ifndef RUMPROAST_X86_CPU_H
#define RUMPROAST_X86_CPU_H

/* Selectors as frames show them; the low two bits of a program's are what user mode's are. */
#define HYPER_KERNEL_CS 0x10
#define HYPER_KERNEL_SS 0x18
#define HYPER_PROGRAM_CS 0x33
#define HYPER_PROGRAM_SS 0x2b

/*
 * The image: linked at HYPER_IMAGE_BASE + its physical address, loaded at HYPER_LOAD. The kernel's
 * linker script defines kernel_image_end behind the last byte that it needs.
 */
#define HYPER_IMAGE_BASE 0xffffffff80000000
#define HYPER_LOAD 0x200000

/*
 * Boot page tables map physical 0..4 GiB at 0, at HYPER_DIRECT_MAP and (the first GiB) at
 * HYPER_IMAGE_BASE. The kernel replaces them. In every root from then on HYPER_WINDOW must be
 * mapped through hyper_boot.window_table; 2 MiB in size, supervisor, not executable.
 * The last page of the address space must never be mapped: what entry.S does about an interrupt
 * that is delivered twice relies on a fault there.
 */
#define HYPER_DIRECT_MAP 0xffff888000000000
#define HYPER_WINDOW 0xffffffffffc00000
#define HYPER_WINDOW_SIZE 0x200000

/* Offsets into struct hyper_cpu, for assembly and for %gs-relative access. */
#define HYPER_CPU_SELF 0
#define HYPER_CPU_KERNEL_STACK 8
#define HYPER_CPU_PROGRAM_STACK 16
#define HYPER_CPU_CURRENT 24
#define HYPER_CPU_PERCPU_OFFSET 32
#define HYPER_CPU_CANARY 40
#define HYPER_CPU_NUMBER 48

#define HYPER_FRAME_SIZE 168

/* Interrupt masking for assembly; hyper_irq_disable() and hyper_irq_enable() in C. */
#define HYPER_ASM_IRQ_DISABLE cli
#define HYPER_ASM_IRQ_ENABLE sti

#if !defined(__ASSEMBLY__) && !defined(__ASSEMBLER__)

/* One per vCPU; %gs points at it whenever kernel code runs. */
struct hyper_cpu {
	struct hyper_cpu *self;
	unsigned long kernel_stack;  /* kernel's: a program's frame ends here; a multiple of 16 */
	unsigned long program_stack; /* host side's scratch */
	void *current_task;	     /* kernel's */
	unsigned long percpu_offset; /* kernel's */
	unsigned long canary;	     /* kernel's; at the offset the compiler is told */
	unsigned int number;	     /* index of the vCPU, from 0 */
};

/*
 * The state of whatever was interrupted, in the order Linux' x86-64 struct user_regs_struct
 * has. orig_ax is the system call number, or -1 for everything else.
 */
struct hyper_frame {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax;
	unsigned long ip, cs, flags, sp, ss;
};

/* What the kernel defines and the host side calls, all with interrupts masked -------------- */

extern char kernel_start_stack[]; /* top of the stack kernel_start() runs on */

/*
 * A program executed SYSCALL. Jumped to, not called: %rsp is at the frame, whose ax is -ENOSYS
 * and orig_ax the number, and all registers but %rcx and %r11 are the program's still. Leaves
 * by one of the three places below.
 */
extern char kernel_syscall[];

/*
 * Exception vector 0..31 but NMI; address is CR2 for a page fault, and for a debug trap what DR6
 * held: it has been cleared since.
 */
void kernel_trap(struct hyper_frame *frame, unsigned long vector, unsigned long error,
		 unsigned long address);

/* A program executed INT n with an n that is nobody's; as a general protection fault. */
#define HYPER_TRAP_SOFT_INTERRUPT 32

void kernel_interrupt(struct hyper_frame *frame, unsigned long line);

/* The frame is on a stack of its own; take no lock, schedule nothing, cause no fault. */
void kernel_nmi(struct hyper_frame *frame);

/* Kernel stack overflow, double fault, machine check. Must not return. */
void kernel_fatal(struct hyper_frame *frame, const char *what);

/* What the host side offers to assembly of the kernel's ------------------------------------
 * Jump here with %rsp at a complete frame and interrupts masked; they never come back.
 *
 * hyper_return: to whatever the frame describes.
 * hyper_return_syscall: the same for the frame of kernel_syscall, and faster where the program
 *	goes on behind its SYSCALL.
 * hyper_return_result: for the frame of kernel_syscall when nothing in it has changed. %rax is
 *	the result, whatever the frame has, and %rbx, %rbp, %r12 to %r15 are what they were.
 */
extern char hyper_return[];
extern char hyper_return_syscall[];
extern char hyper_return_result[];

/* Calls that exist on x86 only --------------------------------------------------------------*/

struct hyper_x86_features {
	unsigned long xsave_mask;     /* what XCR0 holds; 0: no XSAVE, use FXSAVE */
	unsigned int xsave_size;      /* bytes of the standard format for that mask */
	unsigned int xsave_optimised; /* XSAVEOPT is there */
	unsigned int fsgsbase;	      /* RDFSBASE and friends are enabled */
	unsigned int page_1g;	      /* 1 GiB pages are there */
	unsigned int erms;	      /* REP MOVSB is fast */
};

void hyper_x86_features(struct hyper_x86_features *features);

/* Loads a root page table (physical, page aligned). Flushes all that is not global. */
void hyper_x86_load_root(unsigned long root);
unsigned long hyper_x86_root(void);
void hyper_x86_flush_page(unsigned long address);
void hyper_x86_flush_all(void); /* global pages too */

/* Bases of %fs and of the program's %gs, for CPUs without FSGSBASE; canonical addresses. */
void hyper_x86_set_fs_base(unsigned long base);
unsigned long hyper_x86_fs_base(void);
void hyper_x86_set_program_gs_base(unsigned long base);
unsigned long hyper_x86_program_gs_base(void);

/* Debug registers 0..3, 6 and 7. HYPER_INVALID breaks the stated range. */
void hyper_x86_set_debug(unsigned int index, unsigned long value);
unsigned long hyper_x86_debug(unsigned int index);

/* CR0.TS is clear at all times: nothing has to be asked for before the FPU is used. */

/* Instructions ------------------------------------------------------------------------------*/

#define HYPER_FLAGS_IF 0x200UL

static inline unsigned long hyper_irq_flags(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=rm"(flags) : : "memory");
	return flags;
}

static inline void hyper_irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void hyper_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline struct hyper_cpu *hyper_this_cpu(void)
{
	struct hyper_cpu *cpu;

	__asm__("movq %%gs:%c1, %0" : "=r"(cpu) : "i"(HYPER_CPU_SELF));
	return cpu;
}

/* Only where hyper_x86_features.fsgsbase is set. */
static inline unsigned long hyper_fs_base_fast(void)
{
	unsigned long base;

	__asm__ volatile("rdfsbase %0" : "=r"(base));
	return base;
}

static inline void hyper_set_fs_base_fast(unsigned long base)
{
	__asm__ volatile("wrfsbase %0" : : "r"(base) : "memory");
}

static inline void hyper_cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline unsigned long hyper_cycles(void)
{
	unsigned int low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return ((unsigned long)high << 32) | low;
}

static inline void hyper_cpuid(unsigned int leaf, unsigned int subleaf, unsigned int out[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
			 : "a"(leaf), "c"(subleaf));
}

#endif /* __ASSEMBLY__ */
#endif
