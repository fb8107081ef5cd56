// SPDX-License-Identifier: GPL-2.0
/*
 * Single steps. The CPU's trap flag makes them; it is the program's too, so TIF_FORCED_TF says
 * that a tracer set it and that the program must not see it.
 */
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <asm/processor-flags.h>
#include <asm/traps.h>

#define INSTRUCTION_MAX 15
#define OPCODE_POPF 0x9d
#define OPCODE_IRET 0xcf

static bool is_prefix(u8 byte)
{
	switch (byte) {
	case 0x26: /* segment overrides */
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x40 ... 0x4f: /* REX */
	case 0x64:
	case 0x65:
	case 0x66: /* operand and address size */
	case 0x67:
	case 0xf0: /* lock and repeat */
	case 0xf2:
	case 0xf3:
		return true;
	default:
		return false;
	}
}

/* Whether the next instruction loads the flags, the trap flag among them, from the stack. */
static bool loads_flags(struct task_struct *task, unsigned long ip)
{
	u8 instruction[INSTRUCTION_MAX];
	int size = access_process_vm(task, ip, instruction, sizeof(instruction), FOLL_FORCE);
	int i;

	for (i = 0; i < size; i++)
		if (!is_prefix(instruction[i]))
			return instruction[i] == OPCODE_POPF || instruction[i] == OPCODE_IRET;
	return false;
}

void user_enable_single_step(struct task_struct *task)
{
	struct pt_regs *regs = task_pt_regs(task);
	bool was_set = regs->flags & X86_EFLAGS_TF;

	set_tsk_thread_flag(task, TIF_SINGLESTEP);
	/* A step that enters a system call ends when the call does. */
	set_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	regs->flags |= X86_EFLAGS_TF;
	if (loads_flags(task, regs->ip))
		clear_tsk_thread_flag(task, TIF_FORCED_TF);
	else if (!was_set)
		set_tsk_thread_flag(task, TIF_FORCED_TF);
}

void user_disable_single_step(struct task_struct *task)
{
	clear_tsk_thread_flag(task, TIF_SINGLESTEP);
	clear_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	if (test_and_clear_tsk_thread_flag(task, TIF_FORCED_TF))
		task_pt_regs(task)->flags &= ~X86_EFLAGS_TF;
}

void user_single_step_report(struct pt_regs *regs)
{
	trap_remember(X86_TRAP_DB, 0, 0);
	force_sig_fault(SIGTRAP, TRAP_BRKPT, (void __user *)regs->ip);
}
