/* SPDX-License-Identifier: GPL-2.0 */
/* The change of kernel stacks, and the first steps of a new task. */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <rumproast/x86/cpu.h>

	.text

/*
 * struct task_struct *__switch_to_asm(struct task_struct *previous, struct task_struct *next)
 *
 * What is pushed here is struct switch_frame. The canary changes together with the stack, so
 * that every function between here and the next switch sees one value.
 */
SYM_FUNC_START(__switch_to_asm)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15

	movq	%rsp, TASK_THREAD_SP(%rdi)
	movq	TASK_THREAD_SP(%rsi), %rsp
#ifdef CONFIG_STACKPROTECTOR
	movq	TASK_STACK_CANARY(%rsi), %rax
	movq	%rax, %gs:HYPER_CPU_CANARY
#endif

	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	jmp	__switch_to
SYM_FUNC_END(__switch_to_asm)

/*
 * A new task starts here: %rax is the task that ran before, %rsp the frame it will leave
 * through. %rbx is a kernel thread's function, with its argument in %r12, or 0. A kernel
 * thread that executed a program returns from its function and leaves as that program.
 */
SYM_CODE_START(task_begin)
	movq	%rax, %rdi
	call	schedule_tail
	testq	%rbx, %rbx
	jz	1f
	movq	%r12, %rdi
	call	*%rbx
1:	movq	%rsp, %rdi
	call	syscall_exit_to_user_mode
	jmp	hyper_return
SYM_CODE_END(task_begin)
