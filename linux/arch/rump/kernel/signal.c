// SPDX-License-Identifier: GPL-2.0
/* Signals: the frame a handler runs on, the way back from it, and restarted system calls. */
#include <linux/entry-common.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/resume_user_mode.h>
#include <linux/rseq.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/fpu.h>
#include <asm/processor-flags.h>
#include <asm/sigframe.h>
#include <asm/syscall.h>
#include <asm/ucontext.h>
#include "task.h"

#define RED_ZONE 128UL
#define FRAME_ALIGNMENT 16UL
#define FPU_ALIGNMENT 64UL
#define SYSCALL_LENGTH 2 /* bytes of the instruction that a restart executes again */

/* What a program may change in RFLAGS by returning from a handler. */
#define FLAGS_RESTORED \
	(X86_EFLAGS_AC | X86_EFLAGS_OF | X86_EFLAGS_DF | X86_EFLAGS_TF | X86_EFLAGS_SF | \
	 X86_EFLAGS_ZF | X86_EFLAGS_AF | X86_EFLAGS_PF | X86_EFLAGS_CF | X86_EFLAGS_RF)

unsigned long signal_frame_size(void)
{
	return round_up(sizeof(struct rt_sigframe) + FRAME_ALIGNMENT - 1 + fpu_signal_size() +
				FPU_ALIGNMENT - 1,
			FRAME_ALIGNMENT);
}

/* Handlers ---------------------------------------------------------------------------------- */

struct frame_place {
	struct rt_sigframe __user *frame;
	void __user *fpu;
};

/*
 * Below the red zone, or at the top of the alternate stack. As a function's stack is at its
 * first instruction: 8 bytes off the alignment.
 */
static int find_place(const struct ksignal *ksig, const struct pt_regs *regs,
		      struct frame_place *place)
{
	unsigned long sp = regs->sp - RED_ZONE;
	bool alternate = on_sig_stack(regs->sp);

	if (ksig->ka.sa.sa_flags & SA_ONSTACK && sas_ss_flags(sp) == 0) {
		sp = current->sas_ss_sp + current->sas_ss_size;
		alternate = true;
	}
	sp = round_down(sp - fpu_signal_size(), FPU_ALIGNMENT);
	place->fpu = (void __user *)sp;
	sp = round_down(sp - sizeof(struct rt_sigframe), FRAME_ALIGNMENT) - sizeof(long);
	place->frame = (struct rt_sigframe __user *)sp;
	if (!alternate || __on_sig_stack(sp))
		return 0;
	if (show_unhandled_signals && printk_ratelimit())
		pr_info("%s[%d] overflowed sigaltstack\n", current->comm, task_pid_nr(current));
	return -EFAULT;
}

static struct sigcontext save_registers(const struct pt_regs *regs)
{
	return (struct sigcontext){
		.r8 = regs->r8,
		.r9 = regs->r9,
		.r10 = regs->r10,
		.r11 = regs->r11,
		.r12 = regs->r12,
		.r13 = regs->r13,
		.r14 = regs->r14,
		.r15 = regs->r15,
		.di = regs->di,
		.si = regs->si,
		.bp = regs->bp,
		.bx = regs->bx,
		.dx = regs->dx,
		.ax = regs->ax,
		.cx = regs->cx,
		.sp = regs->sp,
		.ip = regs->ip,
		.flags = regs->flags,
		.cs = regs->cs,
		.ss = regs->ss,
		.err = current->thread.error_code,
		.trapno = current->thread.trap_nr,
		.cr2 = current->thread.fault_address,
	};
}

static int write_frame(const struct ksignal *ksig, const struct pt_regs *regs,
		       const struct frame_place *place)
{
	const sigset_t *mask = sigmask_to_save();
	struct ucontext context = {
		.uc_flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
		.uc_mcontext = save_registers(regs),
		.uc_sigmask = *mask,
	};

	if (fpu_format.xsave)
		context.uc_flags |= UC_FP_XSTATE;
	context.uc_mcontext.oldmask = mask->sig[0];
	context.uc_mcontext.fpstate = (unsigned long)place->fpu;
	if (!access_ok(place->frame, sizeof(*place->frame)) ||
	    __put_user((char __user *)ksig->ka.sa.sa_restorer, &place->frame->pretcode) ||
	    __copy_to_user(&place->frame->uc, &context, sizeof(context)) ||
	    __save_altstack(&place->frame->uc.uc_stack, regs->sp))
		return -EFAULT;
	if (ksig->ka.sa.sa_flags & SA_SIGINFO)
		return copy_siginfo_to_user(&place->frame->info, &ksig->info);
	return 0;
}

/* Handlers without SA_SIGINFO get the same three arguments. */
static void enter_handler(const struct ksignal *ksig, struct pt_regs *regs,
			  const struct frame_place *place)
{
	regs->di = ksig->sig;
	regs->si = (unsigned long)&place->frame->info;
	regs->dx = (unsigned long)&place->frame->uc;
	regs->ax = 0;
	regs->ip = (unsigned long)ksig->ka.sa.sa_handler;
	regs->sp = (unsigned long)place->frame;
	regs->cs = HYPER_PROGRAM_CS;
	regs->ss = HYPER_PROGRAM_SS;
	regs->flags &= ~(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
	fpu_reset_current();
}

static int setup_frame(struct ksignal *ksig, struct pt_regs *regs)
{
	struct frame_place place;
	int error;

	rseq_signal_deliver(ksig, regs);
	if (!(ksig->ka.sa.sa_flags & SA_RESTORER) ||
	    (unsigned long)ksig->ka.sa.sa_handler >= TASK_SIZE_MAX)
		return -EFAULT;
	error = find_place(ksig, regs, &place);
	if (!error)
		error = fpu_signal_save(place.fpu);
	if (!error)
		error = write_frame(ksig, regs, &place);
	if (!error)
		enter_handler(ksig, regs, &place);
	return error;
}

static void restart(struct pt_regs *regs, unsigned long number)
{
	regs->ax = number;
	regs->ip -= SYSCALL_LENGTH;
}

/* The system call that the signal interrupted, as the handler's flags have it. */
static void finish_syscall(const struct ksignal *ksig, struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTART_RESTARTBLOCK:
	case -ERESTARTNOHAND:
		regs->ax = -EINTR;
		break;
	case -ERESTARTSYS:
		if (ksig->ka.sa.sa_flags & SA_RESTART)
			restart(regs, regs->orig_ax);
		else
			regs->ax = -EINTR;
		break;
	case -ERESTARTNOINTR:
		restart(regs, regs->orig_ax);
		break;
	}
}

static void handle_signal(struct ksignal *ksig, struct pt_regs *regs)
{
	bool stepping = test_thread_flag(TIF_SINGLESTEP);
	int error;

	if (syscall_get_nr(current, regs) != -1)
		finish_syscall(ksig, regs);
	/* The frame shows the program's own trap flag; the tracer stops at the handler's start. */
	if (stepping)
		user_disable_single_step(current);
	error = setup_frame(ksig, regs);
	signal_setup_done(error, ksig, stepping);
}

static void restart_without_handler(struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		restart(regs, regs->orig_ax);
		break;
	case -ERESTART_RESTARTBLOCK:
		restart(regs, __NR_restart_syscall);
		break;
	}
}

void arch_do_signal_or_restart(struct pt_regs *regs)
{
	struct ksignal ksig;

	if (get_signal(&ksig)) {
		handle_signal(&ksig, regs);
		return;
	}
	if (syscall_get_nr(current, regs) != -1)
		restart_without_handler(regs);
	restore_saved_sigmask();
}

/* The way back ------------------------------------------------------------------------------ */

static void restore_registers(struct pt_regs *regs, const struct sigcontext *context)
{
	*regs = (struct pt_regs){
		.r15 = context->r15,
		.r14 = context->r14,
		.r13 = context->r13,
		.r12 = context->r12,
		.bp = context->bp,
		.bx = context->bx,
		.r11 = context->r11,
		.r10 = context->r10,
		.r9 = context->r9,
		.r8 = context->r8,
		.ax = context->ax,
		.cx = context->cx,
		.dx = context->dx,
		.si = context->si,
		.di = context->di,
		.orig_ax = -1,
		.ip = context->ip,
		.cs = HYPER_PROGRAM_CS,
		.flags = (regs->flags & ~FLAGS_RESTORED) | (context->flags & FLAGS_RESTORED),
		.sp = context->sp,
		.ss = HYPER_PROGRAM_SS,
	};
}

/* The upper half is the kernel's: nothing there is a program's to run or to use as its stack. */
static bool context_valid(const struct sigcontext *context)
{
	return context->ip < TASK_SIZE_MAX && context->sp < TASK_SIZE_MAX;
}

static int leave_handler(struct pt_regs *regs, struct rt_sigframe __user *frame)
{
	struct ucontext context;

	if (copy_from_user(&context, &frame->uc, sizeof(context)))
		return -EFAULT;
	set_current_blocked(&context.uc_sigmask);
	if (restore_altstack(&frame->uc.uc_stack))
		return -EFAULT;
	current->restart_block.fn = do_no_restart_syscall;
	if (!context_valid(&context.uc_mcontext))
		return -EINVAL;
	restore_registers(regs, &context.uc_mcontext);
	return fpu_signal_restore((void __user *)context.uc_mcontext.fpstate);
}

static void report_bad_frame(const struct pt_regs *regs, const void __user *frame)
{
	if (show_unhandled_signals && printk_ratelimit())
		pr_info("%s[%d] bad frame in rt_sigreturn at %px ip:%lx sp:%lx\n", current->comm,
			task_pid_nr(current), frame, regs->ip, regs->sp);
}

SYSCALL_DEFINE0(rt_sigreturn)
{
	struct pt_regs *regs = current_pt_regs();
	struct rt_sigframe __user *frame =
		(struct rt_sigframe __user *)(regs->sp - sizeof(frame->pretcode));

	if (leave_handler(regs, frame)) {
		report_bad_frame(regs, frame);
		force_sig(SIGSEGV);
		return 0;
	}
	return regs->ax;
}
