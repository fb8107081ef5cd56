/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state a vCPU needs before it can take an interrupt, fault or system call.
 * Intel SDM volume 3: chapters 2 (control registers), 6 (gates), 8 (task state), 13 (XSAVE).
 */
#include <rumproast/hyper.h>

#include "x86/cpu.h"
#include "x86/frame.h"

#define CR0_VALUE 0x80010033UL /* PG, WP, NE, ET, MP, PE */
#define CR4_PAE 0x20UL
#define CR4_MCE 0x40UL
#define CR4_PGE 0x80UL
#define CR4_OSFXSR 0x200UL
#define CR4_OSXMMEXCPT 0x400UL
#define CR4_FSGSBASE 0x10000UL
#define CR4_OSXSAVE 0x40000UL

#define XCR0_X87_SSE 0x03UL
#define XCR0_AVX 0x04UL
#define XCR0_AVX512 0xe0UL

#define SEGMENT_CODE64 0x00af9b000000ffffUL
#define SEGMENT_DATA 0x00cf93000000ffffUL
#define SEGMENT_TSS 0x0000890000000000UL
#define GATE_INTERRUPT 0x8e00

_Static_assert(offsetof(struct hyper_cpu, self) == HYPER_CPU_SELF, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, kernel_stack) == HYPER_CPU_KERNEL_STACK, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, program_stack) == HYPER_CPU_PROGRAM_STACK, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, current_task) == HYPER_CPU_CURRENT, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, percpu_offset) == HYPER_CPU_PERCPU_OFFSET, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, canary) == HYPER_CPU_CANARY, "cpu.h");
_Static_assert(offsetof(struct hyper_cpu, number) == HYPER_CPU_NUMBER, "cpu.h");
_Static_assert(offsetof(struct cpu_block, fatal_stack_top) == BLOCK_FATAL_STACK, "frame.h");
_Static_assert(offsetof(struct cpu_block, task_state.interrupt_stack[IST_INTERRUPT]) ==
		       BLOCK_LINE_STACK,
	       "frame.h");
_Static_assert(BLOCK_LINE_STACK % 16 == 0, "the CPU aligns the stack");
_Static_assert(offsetof(struct cpu_block, nmi_owner) ==
		       offsetof(struct cpu_block, nmi_stack) + NMI_STACK,
	       "no gap above the stack");
_Static_assert(offsetof(struct cpu_block, fatal_owner) ==
		       offsetof(struct cpu_block, fatal_stack) + FATAL_STACK,
	       "no gap above the stack");
_Static_assert(sizeof(struct task_state) == 104, "Intel SDM volume 3, figure 8-11");
_Static_assert(sizeof(struct hyper_frame) == HYPER_FRAME_SIZE, "cpu.h");
_Static_assert(offsetof(struct hyper_frame, r11) == FRAME_R11, "frame.h");
_Static_assert(offsetof(struct hyper_frame, ax) == FRAME_AX, "frame.h");
_Static_assert(offsetof(struct hyper_frame, cx) == FRAME_CX, "frame.h");
_Static_assert(offsetof(struct hyper_frame, orig_ax) == FRAME_ORIG_AX, "frame.h");
_Static_assert(offsetof(struct hyper_frame, ip) == FRAME_IP, "frame.h");
_Static_assert(offsetof(struct hyper_frame, cs) == FRAME_CS, "frame.h");
_Static_assert(offsetof(struct hyper_frame, flags) == FRAME_FLAGS, "frame.h");
_Static_assert(offsetof(struct hyper_frame, sp) == FRAME_SP, "frame.h");
_Static_assert(offsetof(struct hyper_frame, ss) == FRAME_SS, "frame.h");
_Static_assert(HYPER_IRQ_LINES == LINES, "frame.h");
_Static_assert(HYPER_TRAP_SOFT_INTERRUPT == SOFT_INTERRUPT, "frame.h");
_Static_assert(VECTOR_LINE0 + HYPER_IRQ_LINES < VECTOR_SPURIOUS, "lines fit below");

struct gate {
	uint16_t offset0, selector, stack_and_type[2];
	uint32_t offset32, reserved;
};

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

struct cpu_block boot_cpu __attribute__((aligned(64)));

static struct gate gates[256] __attribute__((aligned(16)));

static struct hyper_x86_features features;

static void set_gate(unsigned int vector, const char *stub, unsigned int stack)
{
	uint64_t address = (uint64_t)stub;

	gates[vector] = (struct gate){
		.offset0 = (uint16_t)address,
		.selector = HYPER_KERNEL_CS,
		.stack_and_type = { (uint16_t)(GATE_INTERRUPT | stack), (uint16_t)(address >> 16) },
		.offset32 = (uint32_t)(address >> 32),
	};
}

/* What is neither an exception nor a line can only come from a program's INT n. */
static BOOT_TEXT void fill_gates(void)
{
	unsigned int vector, line;

	for (vector = 0; vector < 256; vector++)
		set_gate(vector, soft_interrupt_stub, IST_TRAP);
	for (vector = 0; vector < 32; vector++)
		set_gate(vector, trap_stubs + 16 * vector, IST_TRAP);
	for (line = 0; line < HYPER_IRQ_LINES; line++)
		set_gate(line_vector(line), line_stubs + 8 * line, IST_INTERRUPT);
	set_gate(VECTOR_SPURIOUS, spurious_stub, IST_TRAP);
	set_gate(1, debug_stub, IST_DEBUG);
	set_gate(2, nmi_stub, IST_NMI);
	set_gate(8, double_fault_stub, IST_FATAL);
	set_gate(18, machine_check_stub, IST_FATAL);
}

static BOOT_TEXT void setup_segments(struct cpu_block *block)
{
	struct table_pointer pointer = { sizeof(block->gdt) - 1, (uint64_t)block->gdt };
	uint64_t base = (uint64_t)&block->task_state;
	struct task_state *state = &block->task_state;

	state->interrupt_stack[IST_INTERRUPT - 1] =
		(uint64_t)&state->interrupt_stack[IST_INTERRUPT];
	state->interrupt_stack[IST_TRAP - 1] = (uint64_t)(block->trap_stack + ENTRY_STACK);
	state->interrupt_stack[IST_DEBUG - 1] = (uint64_t)(block->debug_stack + ENTRY_STACK);
	state->interrupt_stack[IST_NMI - 1] = (uint64_t)&block->nmi_owner;
	state->interrupt_stack[IST_FATAL - 1] = (uint64_t)&block->fatal_owner;
	state->io_map = sizeof(*state);

	block->gdt[HYPER_KERNEL_CS / 8] = SEGMENT_CODE64;
	block->gdt[HYPER_KERNEL_SS / 8] = SEGMENT_DATA;
	block->gdt[GDT_TSS / 8] = SEGMENT_TSS | (sizeof(*state) - 1) | (base & 0xffffff) << 16 |
				  (base >> 24 & 0xff) << 56;
	block->gdt[GDT_TSS / 8 + 1] = base >> 32;
	__asm__ volatile("lgdt %0" : : "m"(pointer) : "memory");
	__asm__ volatile("ltr %w0" : : "r"(GDT_TSS) : "memory");
	/* Reset leaves a table at address 0, where a program's selectors would be looked up. */
	__asm__ volatile("lldt %w0" : : "r"(0) : "memory");
}

static BOOT_TEXT void setup_system_call(void)
{
	write_msr(MSR_STAR, (uint64_t)HYPER_KERNEL_CS << 32);
	write_msr(MSR_LSTAR, (uint64_t)entry_syscall);
	write_msr(MSR_FMASK, FLAGS_CLEARED_BY_SYSCALL);
}

/* Never what XSAVE would need more than a signal frame's room for: no AMX, no PKRU. */
static BOOT_TEXT void setup_xsave(void)
{
	unsigned int leaf[4];
	uint64_t mask;

	hyper_cpuid(0xd, 0, leaf);
	mask = leaf[0] & (XCR0_X87_SSE | XCR0_AVX | XCR0_AVX512);
	if (!(mask & XCR0_AVX) || (mask & XCR0_AVX512) != XCR0_AVX512)
		mask &= ~XCR0_AVX512;
	__asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)mask), "d"(0));
	hyper_cpuid(0xd, 0, leaf);
	features.xsave_mask = mask;
	features.xsave_size = leaf[1];
	hyper_cpuid(0xd, 1, leaf);
	features.xsave_optimised = leaf[0] & 1;
}

static BOOT_TEXT void setup_control_registers(void)
{
	unsigned long value = CR4_PAE | CR4_MCE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;
	unsigned int leaf[4];
	uint32_t control = 0x1f80;
	int xsave;

	hyper_cpuid(1, 0, leaf);
	xsave = leaf[2] >> 26 & 1;
	if (xsave)
		value |= CR4_OSXSAVE;
	hyper_cpuid(0, 0, leaf);
	if (leaf[0] >= 7) {
		hyper_cpuid(7, 0, leaf);
		features.fsgsbase = leaf[1] & 1;
		features.erms = leaf[1] >> 9 & 1;
	}
	if (features.fsgsbase)
		value |= CR4_FSGSBASE;
	hyper_cpuid(0x80000001, 0, leaf);
	features.page_1g = leaf[3] >> 26 & 1;

	__asm__ volatile("movq %0, %%cr0" : : "r"(CR0_VALUE));
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
	if (xsave)
		setup_xsave();
	__asm__ volatile("fninit; ldmxcsr %0" : : "m"(control));
}

static BOOT_TEXT void setup_debug(void)
{
	__asm__ volatile("movq %0, %%dr7; movq %1, %%dr6" : : "r"(0x400UL), "r"(0xffff0ff0UL));
}

BOOT_TEXT void cpu_setup(struct cpu_block *block, unsigned int number)
{
	struct table_pointer pointer = { sizeof(gates) - 1, (uint64_t)gates };

	block->cpu.self = &block->cpu;
	block->cpu.number = number;
	block->timer_deadline = ~0UL;
	block->nmi_owner = &block->cpu;
	block->fatal_owner = &block->cpu;
	block->fatal_stack_top = (uint64_t)&block->fatal_owner;
	write_msr(MSR_GS_BASE, (uint64_t)&block->cpu);
	write_msr(MSR_KERNEL_GS_BASE, 0);
	setup_segments(block);
	if (!number)
		fill_gates();
	__asm__ volatile("lidt %0" : : "m"(pointer) : "memory");
	setup_system_call();
	setup_control_registers();
	setup_debug();
}

void hyper_x86_features(struct hyper_x86_features *result)
{
	*result = features;
}
