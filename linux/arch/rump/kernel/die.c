// SPDX-License-Identifier: GPL-2.0
/* What the kernel says when it cannot go on. */
#include <linux/debug_locks.h>
#include <linux/kernel.h>
#include <linux/kdebug.h>
#include <linux/kexec.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <asm/traps.h>
#include <rumproast/x86/cpu.h>

#define CODE_BEFORE 16
#define CODE_BYTES 32

static DEFINE_RAW_SPINLOCK(die_lock);

/* The bytes around the instruction, its first one in brackets. */
static void show_code(const struct pt_regs *regs)
{
	const u8 *from = (const u8 *)regs->ip - CODE_BEFORE;
	unsigned int i;
	u8 byte;

	printk(KERN_DEFAULT "Code:");
	for (i = 0; i < CODE_BYTES; i++) {
		if (copy_from_kernel_nofault(&byte, from + i, 1))
			pr_cont(" ??");
		else
			pr_cont("%s%02x%s", i == CODE_BEFORE ? " <" : " ", byte,
				i == CODE_BEFORE ? ">" : "");
	}
	pr_cont("\n");
}

static void show_registers(const struct pt_regs *regs)
{
	const char *level = KERN_DEFAULT;

	printk("%sRIP: %04lx:%pS\n", level, regs->cs, (void *)regs->ip);
	printk("%sRSP: %04lx:%016lx EFLAGS: %08lx ORIG_RAX: %016lx\n", level, regs->ss, regs->sp,
	       regs->flags, regs->orig_ax);
	printk("%sRAX: %016lx RBX: %016lx RCX: %016lx\n", level, regs->ax, regs->bx, regs->cx);
	printk("%sRDX: %016lx RSI: %016lx RDI: %016lx\n", level, regs->dx, regs->si, regs->di);
	printk("%sRBP: %016lx R08: %016lx R09: %016lx\n", level, regs->bp, regs->r8, regs->r9);
	printk("%sR10: %016lx R11: %016lx R12: %016lx\n", level, regs->r10, regs->r11, regs->r12);
	printk("%sR13: %016lx R14: %016lx R15: %016lx\n", level, regs->r13, regs->r14, regs->r15);
}

void show_regs(struct pt_regs *regs)
{
	show_regs_print_info(KERN_DEFAULT);
	show_registers(regs);
	if (user_mode(regs))
		return;
	show_code(regs);
	show_trace(current, regs, KERN_DEFAULT);
}

static void report(const char *what, struct pt_regs *regs, unsigned long error)
{
	static unsigned int count;

	printk(KERN_DEFAULT "%s: %04lx [#%u]\n", what, error, ++count);
	notify_die(DIE_OOPS, what, regs, error, current->thread.trap_nr, SIGSEGV);
	print_modules();
	show_regs(regs);
}

void die(const char *what, struct pt_regs *regs, unsigned long error)
{
	unsigned long flags;

	oops_enter();
	console_verbose();
	raw_spin_lock_irqsave(&die_lock, flags);
	bust_spinlocks(1);
	report(what, regs, error);
	bust_spinlocks(0);
	add_taint(TAINT_DIE, LOCKDEP_NOW_UNRELIABLE);
	raw_spin_unlock_irqrestore(&die_lock, flags);
	oops_exit();

	if (in_interrupt())
		panic("Fatal exception in interrupt");
	if (panic_on_oops)
		panic("Fatal exception");
	make_task_dead(SIGSEGV);
}

/* No stack to rely on, no way back. */
__visible void kernel_fatal(struct hyper_frame *frame, const char *what)
{
	console_verbose();
	bust_spinlocks(1);
	pr_emerg("%s\n", what);
	show_regs(frame_regs(frame));
	panic("%s", what);
}
