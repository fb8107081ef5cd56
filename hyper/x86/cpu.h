/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the host side keeps for each vCPU, behind struct hyper_cpu.
 */
#ifndef HYPER_X86_CPU_H
#define HYPER_X86_CPU_H

#include <rumproast/x86/cpu.h>

#include "x86/frame.h"
#include "x86/machine.h"

/* Only the frame's journey starts here: seven words and two registers. */
#define ENTRY_STACK 256
/* kernel_nmi() and kernel_fatal() run here. */
#define NMI_STACK 4096
#define FATAL_STACK 8192

struct task_state {
	uint32_t reserved0;
	uint64_t stack[3];
	uint64_t reserved1;
	uint64_t interrupt_stack[7]; /* [0] is IST 1 */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map;
} __attribute__((packed));

struct cpu_block {
	struct hyper_cpu cpu;
	uint64_t fatal_stack_top;
	uint64_t timer_deadline; /* the host's; all ones: none */
	uint64_t gdt[6];
	/*
	 * The stack for lines: this room and the first words of the task state, whose stack[]
	 * has no use at one privilege level. Its top is 16-byte aligned and ends right behind
	 * interrupt_stack[0], its own pointer. The reason is in entry.S.
	 */
	uint8_t line_stack_room[68] __attribute__((aligned(16)));
	struct task_state task_state;
	uint8_t trap_stack[ENTRY_STACK] __attribute__((aligned(16)));
	uint8_t debug_stack[ENTRY_STACK];
	uint8_t nmi_stack[NMI_STACK];
	struct hyper_cpu *nmi_owner __attribute__((aligned(16)));
	uint8_t fatal_stack[FATAL_STACK] __attribute__((aligned(16)));
	struct hyper_cpu *fatal_owner __attribute__((aligned(16)));
};

/* Segments, gates, control registers, the system call instruction. */
void cpu_setup(struct cpu_block *block, unsigned int number);

extern struct cpu_block boot_cpu;

/* Called by entry.S for every line. */
void interrupt_dispatch(struct hyper_frame *frame, unsigned long line);

/* The vector of a line, as a device or local APIC is told it. */
static inline unsigned int line_vector(unsigned int line)
{
	return VECTOR_LINE0 + line + (VECTOR_LINE0 + line >= VECTOR_INT80);
}

/* entry.S */
extern char entry_syscall[], trap_stubs[], line_stubs[], soft_interrupt_stub[];
extern char spurious_stub[], debug_stub[], nmi_stub[], double_fault_stub[];
extern char machine_check_stub[];

#endif
