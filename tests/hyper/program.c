/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs programs, and is the kernel that their traps, calls and interrupts arrive at.
 */
#include "kernel.h"

void enter(struct hyper_frame *frame);
int program_called(struct hyper_frame *frame);
void leave(void) __attribute__((noreturn));
extern char entry_stack[16384], program_stack[8192];

#define ENTRY_STACK_TOP (entry_stack + sizeof(entry_stack))

volatile unsigned long interrupt_count[HYPER_IRQ_LINES];
volatile unsigned long nmi_count, bad_entries, timer_period, timer_count;
volatile int nmi_on_timer;
volatile unsigned int button_presses;
hyper_u32 button_line = HYPER_IRQ_LINES;
const struct hyper_boot *the_boot;

static struct outcome outcome;
static struct hyper_timer timer;
static volatile uint32_t *apic;
static volatile int in_program;

/*
 * The local APIC as every x86 machine has it, by the window's page table or the boot identity
 * map: the layer has no call for sending an NMI.
 */
void send_nmi(void)
{
	apic[0x310 / 4] = 0;
	apic[0x300 / 4] = 0x44400; /* to itself, NMI */
}

void program_prepare(const struct hyper_boot *boot)
{
	the_boot = boot;
	apic = (volatile uint32_t *)0xfee00000UL;
	hyper_timer_describe(&timer);
	if (timer.kind == HYPER_TIMER_VIRQ)
		xen_timer_bind();
	hyper_x86_set_program_gs_base(PROGRAM_GS);
}

struct outcome run_program(const char *code, unsigned long rdi, unsigned long rsi)
{
	struct hyper_frame *frame = (struct hyper_frame *)(ENTRY_STACK_TOP - sizeof(*frame));
	unsigned long flags = hyper_irq_flags();

	hyper_irq_disable();
	hyper_this_cpu()->kernel_stack = (unsigned long)ENTRY_STACK_TOP;
	*frame = (struct hyper_frame){
		.di = rdi,
		.si = rsi,
		.ip = low(code),
		.sp = low(program_stack) + sizeof(program_stack),
		.cs = HYPER_PROGRAM_CS,
		.ss = HYPER_PROGRAM_SS,
		.flags = 0x202,
		.orig_ax = -1UL,
	};
	outcome.event = EVENT_NONE;
	in_program = 1;
	enter(frame);
	in_program = 0;
	if (flags & HYPER_FLAGS_IF)
		hyper_irq_enable();
	return outcome;
}

static __attribute__((noreturn)) void end_program(enum event event, const struct hyper_frame *frame)
{
	outcome.event = event;
	outcome.frame = *frame;
	leave();
}

/* What must hold at any entry but NMI. */
static void look_at(const struct hyper_frame *frame)
{
	struct hyper_cpu *cpu = hyper_this_cpu();
	int program = frame->cs == HYPER_PROGRAM_CS;

	if (cpu->self != cpu || (hyper_irq_flags() & HYPER_FLAGS_IF))
		bad_entries++;
	else if (program && (frame->ss != HYPER_PROGRAM_SS || !in_program ||
			     (const char *)(frame + 1) != ENTRY_STACK_TOP ||
			     hyper_x86_program_gs_base() != PROGRAM_GS))
		bad_entries++;
	else if (!program && (frame->cs != HYPER_KERNEL_CS || frame->ss != HYPER_KERNEL_SS))
		bad_entries++;
}

/* Whether nothing but the result, 0, is new to the program. Every second call is answered so. */
int program_called(struct hyper_frame *frame)
{
	static unsigned int count;

	look_at(frame);
	if (frame->ax != -38UL)
		bad_entries++;
	switch (frame->orig_ax) {
	case CALL_NMI:
		send_nmi();
		break;
	case CALL_MOVE:
		frame->ip = frame->di;
		break;
	case CALL_EXIT:
		end_program(EVENT_EXIT, frame);
	}
	frame->ax = 0;
	return frame->orig_ax != CALL_MOVE && ++count % 2;
}

void kernel_trap(struct hyper_frame *frame, unsigned long vector, unsigned long error,
		 unsigned long address)
{
	look_at(frame);
	if (frame->cs != HYPER_PROGRAM_CS) {
		print("Bail out! trap %lu, error %lx, address %lx in the kernel at %lx\n", vector,
		      error, address, frame->ip);
		hyper_power_off(1);
	}
	outcome.vector = vector;
	outcome.error = error;
	outcome.address = address;
	end_program(EVENT_TRAP, frame);
}

void kernel_interrupt(struct hyper_frame *frame, unsigned long line)
{
	look_at(frame);
	interrupt_count[line]++;
	if (line == HYPER_IRQ_TIMER || (line == HYPER_IRQ_UPCALL && xen_upcall())) {
		timer_count++;
		if (nmi_on_timer)
			send_nmi();
		if (timer_period)
			hyper_timer_arm(hyper_clock_monotonic() + timer_period);
	}
	if (line == button_line && hyper_power_button())
		button_presses++;
	hyper_irq_end((hyper_u32)line);
}

void kernel_nmi(struct hyper_frame *frame)
{
	if (hyper_this_cpu()->self != hyper_this_cpu())
		bad_entries++;
	(void)frame;
	nmi_count++;
}

void kernel_fatal(struct hyper_frame *frame, const char *what)
{
	print("# fatal: %s, at %lx\n", what, frame->ip);
	hyper_power_off(what[0] == 'k' ? 41 : 42);
}
