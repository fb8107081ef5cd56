/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Going to a program and coming back, as a context switch would.
 */
	.text
/* void enter(struct hyper_frame *frame): resumes the frame; returns when leave() is called. */
	.globl enter
enter:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, saved_stack
	movq	%rdi, %rsp
	jmp	hyper_return

	.globl leave
leave:
	movq	saved_stack, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* Leaves by the shortest way where program_called() says that the frame is as it was. */
	.globl kernel_syscall
kernel_syscall:
	movq	%rsp, %rdi
	pushq	%rax
	call	program_called
	popq	%rdx
	testl	%eax, %eax
	jz	hyper_return_syscall
	xorl	%eax, %eax
	jmp	hyper_return_result

/* void on_stack(void (*function)(void), void *top): never comes back. */
	.globl on_stack
on_stack:
	movq	%rsi, %rsp
	call	*%rdi
	ud2

	.bss
	.balign 4096
	.globl kernel_start_stack
	.skip 16384
kernel_start_stack:
	.globl entry_stack
entry_stack:
	.skip 16384
	.globl program_stack
program_stack:
	.skip 8192
saved_stack:
	.skip 8

	.section .note.GNU-stack, "", @progbits
