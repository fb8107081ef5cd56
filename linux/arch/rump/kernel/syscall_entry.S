/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way of a system call that finds nothing to do besides: no tracer, no filter, no signal, no
 * other task to run. Everything else is kernel/syscall.c's.
 *
 * Only %rax goes back to the program on this way. A system call that changes more of the frame
 * is either rt_sigreturn() or execve(), which ask for the FPU to be loaded, or it slept while a
 * tracer wrote, and a task that slept has its FPU to be loaded too: TIF_NEED_FPU_LOAD sends
 * them all the other way. The same flag tells of work that a tracer asked for meanwhile; what
 * was asked for before is seen at the start, and what a task asks for itself begins with its next
 * system call.
 */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/unistd.h>
#include <rumproast/x86/cpu.h>

	.text

SYM_CODE_START(kernel_syscall)
#if defined(CONFIG_TRACE_IRQFLAGS) || defined(CONFIG_CONTEXT_TRACKING_USER) || \
	defined(CONFIG_DEBUG_RSEQ)
	/* Linux wants to see every entry and exit. */
	jmp	other_way
#endif
	movq	%gs:HYPER_CPU_CURRENT, %rcx
	HYPER_ASM_IRQ_ENABLE
	testb	$SYSCALL_WORK, TASK_SYSCALL_WORK(%rcx)
	jnz	other_way
	cmpq	$NR_syscalls, %rax
	jae	other_way
	movq	%r10, %rcx
	call	*sys_call_table(, %rax, 8)

	movq	%gs:HYPER_CPU_CURRENT, %rcx
	HYPER_ASM_IRQ_DISABLE
	testl	$EXIT_WORK, TASK_FLAGS(%rcx)
	jz	hyper_return_result
	HYPER_ASM_IRQ_ENABLE
	movq	%rax, FRAME_AX(%rsp)
	movq	%rsp, %rdi
	call	syscall_exit_to_user_mode
	jmp	hyper_return_syscall

other_way:
	movq	%rsp, %rdi
	call	rump_syscall
	jmp	hyper_return_syscall
SYM_CODE_END(kernel_syscall)
