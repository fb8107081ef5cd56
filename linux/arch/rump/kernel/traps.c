// SPDX-License-Identifier: GPL-2.0
/* Exceptions: a program's become signals as on x86-64, the kernel's are expected or fatal. */
#include <linux/bug.h>
#include <linux/entry-common.h>
#include <linux/extable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nmi.h>
#include <linux/ratelimit.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <asm/extable.h>
#include <asm/fpu.h>
#include <asm/traps.h>
#include <rumproast/x86/cpu.h>
#include "task.h"

#define OPCODE_INT 0xcd
#define GATE_ERROR_STEP 8  /* the vector is from bit 3 on */
#define GATE_ERROR_TABLE 2 /* it is one of the interrupt table */

#define SI_CODE_KERNEL 0 /* force_sig() says SI_KERNEL and no address */

/* Whether programs' deaths by exception are reported; sysctl debug.exception-trace. */
int show_unhandled_signals = 1;

struct trap {
	const char *name;
	int signal;
	int code;
	bool at_instruction; /* si_addr is the instruction's address */
};

static const struct trap traps[] = {
	[X86_TRAP_DE] = { "divide error", SIGFPE, FPE_INTDIV, true },
	[X86_TRAP_BP] = { "int3", SIGTRAP, SI_CODE_KERNEL },
	[X86_TRAP_OF] = { "overflow", SIGSEGV, SI_CODE_KERNEL },
	[X86_TRAP_BR] = { "bounds", SIGSEGV, SI_CODE_KERNEL },
	[X86_TRAP_UD] = { "invalid opcode", SIGILL, ILL_ILLOPN, true },
	[X86_TRAP_NM] = { "device not available", SIGSEGV, SI_CODE_KERNEL },
	[X86_TRAP_OLD_MF] = { "coprocessor segment overrun", SIGFPE, SI_CODE_KERNEL },
	[X86_TRAP_TS] = { "invalid TSS", SIGSEGV, SI_CODE_KERNEL },
	[X86_TRAP_NP] = { "segment not present", SIGBUS, SI_CODE_KERNEL },
	[X86_TRAP_SS] = { "stack segment", SIGBUS, SI_CODE_KERNEL },
	[X86_TRAP_GP] = { "general protection fault", SIGSEGV, SI_CODE_KERNEL },
	[X86_TRAP_AC] = { "alignment check", SIGBUS, BUS_ADRALN },
	[X86_TRAP_CP] = { "control protection", SIGSEGV, SI_CODE_KERNEL },
};

static const struct trap unknown_trap = { "unexpected exception", SIGSEGV, SI_CODE_KERNEL };
static const struct trap float_trap = { "floating-point exception", SIGFPE, SI_CODE_KERNEL };

static const struct trap *describe(unsigned long vector)
{
	if (vector == X86_TRAP_MF || vector == X86_TRAP_XF)
		return &float_trap;
	if (vector == HYPER_TRAP_SOFT_INTERRUPT)
		return &traps[X86_TRAP_GP];
	if (vector < ARRAY_SIZE(traps) && traps[vector].name)
		return &traps[vector];
	return &unknown_trap;
}

void trap_remember(unsigned long vector, unsigned long error, unsigned long address)
{
	current->thread.trap_nr = vector;
	current->thread.error_code = error;
	if (vector == X86_TRAP_PF)
		current->thread.fault_address = address;
}

void trap_report_program(struct pt_regs *regs, const char *what, int signal, unsigned long error)
{
	if (!show_unhandled_signals || !unhandled_signal(current, signal) || !printk_ratelimit())
		return;
	pr_info("%s[%d] %s ip:%lx sp:%lx error:%lx", current->comm, task_pid_nr(current), what,
		regs->ip, regs->sp, error);
	print_vma_addr(KERN_CONT " in ", regs->ip);
	pr_cont("\n");
}

/*
 * Which unmasked floating-point exception it was. Intel SDM volume 1: sections 8.5 and 8.1.3.3
 * for x87, 11.5.2 and 10.2.3 for SSE. 0: none that is unmasked.
 */
static int float_code(unsigned long vector)
{
	const struct fpu_legacy *state = &fpu_read(current)->legacy;
	unsigned int raised;

	if (vector == X86_TRAP_MF)
		raised = state->status & ~state->control;
	else
		raised = state->mxcsr & ~(state->mxcsr >> 7);
	if (raised & 0x01)
		return FPE_FLTINV;
	if (raised & 0x04)
		return FPE_FLTDIV;
	if (raised & 0x08)
		return FPE_FLTOVF;
	if (raised & 0x12)
		return FPE_FLTUND;
	return raised & 0x20 ? FPE_FLTRES : 0;
}

static void program_float_trap(struct pt_regs *regs, unsigned long vector)
{
	int code = float_code(vector);

	if (!code)
		return;
	trap_report_program(regs, float_trap.name, SIGFPE, 0);
	force_sig_fault(SIGFPE, code, (void __user *)regs->ip);
}

/*
 * On x86-64 an INT n that is not the program's to execute is a fault, so the instruction is not
 * behind it yet. Its error code names the gate (Intel SDM volume 3, section 6.13).
 */
static unsigned long undo_soft_interrupt(struct pt_regs *regs)
{
	u8 instruction[2];

	if (copy_from_user(instruction, (void __user *)regs->ip - sizeof(instruction),
			   sizeof(instruction)) ||
	    instruction[0] != OPCODE_INT)
		return 0;
	regs->ip -= sizeof(instruction);
	return instruction[1] * GATE_ERROR_STEP | GATE_ERROR_TABLE;
}

static void program_trap(struct pt_regs *regs, unsigned long vector, unsigned long error)
{
	const struct trap *trap = describe(vector);

	local_irq_enable();
	if (vector == HYPER_TRAP_SOFT_INTERRUPT) {
		vector = X86_TRAP_GP;
		error = undo_soft_interrupt(regs);
	}
	trap_remember(vector, error, 0);
	if (trap == &float_trap) {
		program_float_trap(regs, vector);
	} else {
		trap_report_program(regs, trap->name, trap->signal, error);
		if (trap->code == SI_CODE_KERNEL)
			force_sig(trap->signal);
		else
			force_sig_fault(trap->signal, trap->code,
					(void __user *)(trap->at_instruction ? regs->ip : 0));
	}
	local_irq_disable();
}

static void dispatch(struct pt_regs *regs, unsigned long vector, unsigned long error,
		     unsigned long address)
{
	if (vector == X86_TRAP_PF)
		rump_page_fault(regs, error, address);
	else if (!user_mode(regs)) {
		if (!fixup_exception(regs))
			die(describe(vector)->name, regs, error);
	} else if (vector == X86_TRAP_DB)
		debug_trap_program(regs, address);
	else
		program_trap(regs, vector, error);
}

int is_valid_bugaddr(unsigned long address)
{
	u16 opcode;

	return !get_kernel_nofault(opcode, (u16 *)address) && opcode == INSN_UD2;
}

/* WARN() is an UD2 that is stepped over; it may stand where entry code must not be entered. */
static bool is_warning(struct pt_regs *regs)
{
	bool masked = regs_irqs_disabled(regs);
	bool warning;

	if (!is_valid_bugaddr(regs->ip))
		return false;
	if (!masked)
		raw_local_irq_enable();
	warning = report_bug(regs->ip, regs) == BUG_TRAP_TYPE_WARN;
	if (!masked)
		raw_local_irq_disable();
	if (warning)
		regs->ip += LEN_UD2;
	return warning;
}

static bool handled_outside_entry(struct pt_regs *regs, unsigned long vector,
				  unsigned long address)
{
	if (user_mode(regs))
		return false;
	if (vector == X86_TRAP_DB) {
		debug_trap_kernel(regs, address);
		return true;
	}
	return vector == X86_TRAP_UD && is_warning(regs);
}

__visible noinstr void kernel_trap(struct hyper_frame *frame, unsigned long vector,
				   unsigned long error, unsigned long address)
{
	struct pt_regs *regs = frame_regs(frame);
	irqentry_state_t state;
	bool handled;

	instrumentation_begin();
	handled = handled_outside_entry(regs, vector, address);
	instrumentation_end();
	if (handled)
		return;
	state = irqentry_enter(regs);
	instrumentation_begin();
	dispatch(regs, vector, error, address);
	instrumentation_end();
	irqentry_exit(regs, state);
}

/* Someone outside pushed the button: show where the domain is. */
__visible noinstr void kernel_nmi(struct hyper_frame *frame)
{
	struct pt_regs *regs = frame_regs(frame);
	irqentry_state_t state = irqentry_nmi_enter(regs);

	instrumentation_begin();
	pr_emerg("NMI received\n");
	show_regs(regs);
	instrumentation_end();
	irqentry_nmi_exit(regs, state);
}
