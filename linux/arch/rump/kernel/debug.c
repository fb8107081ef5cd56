// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware breakpoints and watchpoints of a traced task, and the debug exception (Intel SDM
 * volume 3, chapter 18.2). A tracer may only name addresses of the program, so the kernel
 * meets them only where it reads or writes the program's memory.
 */
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <asm/debugreg.h>
#include <asm/processor-flags.h>
#include <asm/traps.h>
#include <rumproast/x86/cpu.h>
#include "task.h"

#define STATUS_INDEX 6
#define CONTROL_INDEX 7

#define STATUS_INITIAL DR6_RESERVED
#define CONTROL_OFF 0x400UL /* the bit that is always 1 */
#define ENABLES 0xffUL	    /* local and global, two bits for each address */

/* Fields of DR7 for one address. */
#define TYPE_EXECUTE 0
#define TYPE_PORT 2
#define LENGTH_8 2

static unsigned int field_type(unsigned long control, unsigned int index)
{
	return (control >> (DR_CONTROL_SHIFT + DR_CONTROL_SIZE * index)) & 3;
}

/* In bytes; the encoding is 1, 2, 8, 4. */
static unsigned int field_length(unsigned long control, unsigned int index)
{
	unsigned int code = (control >> (DR_CONTROL_SHIFT + DR_CONTROL_SIZE * index + 2)) & 3;

	return code == LENGTH_8 ? 8 : code + 1;
}

static bool enabled(unsigned long control, unsigned int index)
{
	return (control >> (index * DR_ENABLE_SIZE)) & (DR_LOCAL_ENABLE | DR_GLOBAL_ENABLE);
}

static bool address_valid(unsigned long control, unsigned int index, unsigned long address)
{
	unsigned int length = field_length(control, index);

	if (field_type(control, index) == TYPE_EXECUTE && length != 1)
		return false;
	return address < TASK_SIZE_MAX && !(address & (length - 1)) &&
	       field_type(control, index) != TYPE_PORT;
}

static unsigned long loadable(const struct thread_debug *debug)
{
	return (debug->control & ~DR_CONTROL_RESERVED) | CONTROL_OFF;
}

static void load(const struct thread_debug *debug)
{
	unsigned int i;

	for (i = 0; i < DEBUG_ADDRESSES; i++)
		hyper_x86_set_debug(i, debug->address[i]);
	hyper_x86_set_debug(CONTROL_INDEX, loadable(debug));
}

void debug_switch(struct task_struct *previous, struct task_struct *next)
{
	if (test_tsk_thread_flag(next, TIF_DEBUG))
		load(&next->thread.debug);
	else
		hyper_x86_set_debug(CONTROL_INDEX, CONTROL_OFF);
}

void debug_reset_current(void)
{
	current->thread.debug = (struct thread_debug){};
	if (test_and_clear_thread_flag(TIF_DEBUG))
		hyper_x86_set_debug(CONTROL_INDEX, CONTROL_OFF);
}

unsigned long debug_get(struct task_struct *task, unsigned int index)
{
	const struct thread_debug *debug = &task->thread.debug;

	if (index < DEBUG_ADDRESSES)
		return debug->address[index];
	if (index == STATUS_INDEX)
		return debug->status ^ STATUS_INITIAL;
	return index == CONTROL_INDEX ? debug->control : 0;
}

static int set_address(struct thread_debug *debug, unsigned int index, unsigned long value)
{
	if (value >= TASK_SIZE_MAX)
		return -EINVAL;
	if (enabled(debug->control, index) && !address_valid(debug->control, index, value))
		return -EINVAL;
	debug->address[index] = value;
	return 0;
}

static int set_control(struct task_struct *task, unsigned long value)
{
	struct thread_debug *debug = &task->thread.debug;
	unsigned int i;

	for (i = 0; i < DEBUG_ADDRESSES; i++)
		if (enabled(value, i) && !address_valid(value, i, debug->address[i]))
			return -EINVAL;
	debug->control = value;
	update_ti_thread_flag(task_thread_info(task), TIF_DEBUG, value & ENABLES);
	return 0;
}

/* The task is stopped: it loads its registers when it runs on. */
int debug_set(struct task_struct *task, unsigned int index, unsigned long value)
{
	struct thread_debug *debug = &task->thread.debug;

	if (index < DEBUG_ADDRESSES)
		return set_address(debug, index, value);
	if (index == CONTROL_INDEX)
		return set_control(task, value);
	if (index != STATUS_INDEX)
		return -EIO;
	debug->status = value ^ STATUS_INITIAL;
	return 0;
}

/* What happened, with a 1 for everything that did; of the addresses only those in use. */
static unsigned long decode_status(unsigned long status)
{
	const struct thread_debug *debug = &current->thread.debug;
	unsigned int i;

	status ^= STATUS_INITIAL;
	for (i = 0; i < DEBUG_ADDRESSES; i++)
		if (!test_thread_flag(TIF_DEBUG) || !enabled(debug->control, i))
			status &= ~(DR_TRAP0 << i);
	return status & (DR_TRAP_BITS | DR_STEP);
}

/* A breakpoint is met before its instruction: without this it would be met for ever. */
static void pass_breakpoints(struct pt_regs *regs, unsigned long status)
{
	const struct thread_debug *debug = &current->thread.debug;
	unsigned int i;

	for (i = 0; i < DEBUG_ADDRESSES; i++)
		if (status & (DR_TRAP0 << i) && field_type(debug->control, i) == TYPE_EXECUTE)
			regs->flags |= X86_EFLAGS_RF;
}

static int signal_code(unsigned long status)
{
	if (status & DR_STEP)
		return TRAP_TRACE;
	return status & DR_TRAP_BITS ? TRAP_HWBKPT : TRAP_BRKPT;
}

void debug_trap_program(struct pt_regs *regs, unsigned long status)
{
	hyper_x86_set_debug(STATUS_INDEX, STATUS_INITIAL);
	status = decode_status(status);
	pass_breakpoints(regs, status);
	current->thread.debug.status = status;
	local_irq_enable();
	trap_remember(X86_TRAP_DB, 0, 0);
	force_sig_fault(SIGTRAP, signal_code(status), (void __user *)regs->ip);
	local_irq_disable();
}

/* The kernel touched a watched word for the program. A tracer can read that it did. */
void debug_trap_kernel(struct pt_regs *regs, unsigned long status)
{
	hyper_x86_set_debug(STATUS_INDEX, STATUS_INITIAL);
	status = decode_status(status);
	pass_breakpoints(regs, status);
	current->thread.debug.status |= status & DR_TRAP_BITS;
	regs->flags &= ~X86_EFLAGS_TF;
}
