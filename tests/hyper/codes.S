/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The programs. Each is position independent and uses its red zone.
 */
#define CALL_NULL 500
#define CALL_EXIT 501
#define CALL_MOVE 502
#define CALL_NMI 503

	.macro program name:req
	.globl \name
	.balign 16
\name:
	.endm

	.text
	program code_exit
	movl	$CALL_EXIT, %eax
	syscall
	ud2

	program code_ud2
	ud2

	program code_int80
	int	$0x80
	ud2

	program code_int_unused
	int	$0x22
	ud2

	program code_int3
	int3
	ud2

	program code_divide
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	divl	%ecx
	ud2

	program code_load		/* from (rdi) */
	movq	(%rdi), %rax
	ud2

	program code_jump		/* to rdi */
	jmp	*%rdi

	program code_trap_flag
	pushfq
	orl	$0x100, (%rsp)
	popfq
	nop
	ud2

	program code_masked_exit	/* with what a program must not keep: IF clear, IOPL, NT */
	pushfq
	andl	$~0x200, (%rsp)
	orl	$0x7000, (%rsp)
	popfq
	movl	$CALL_NULL, %eax
	syscall
	pushfq
	popq	%rdi
	movl	$CALL_EXIT, %eax
	syscall

	program code_move		/* slow return to 1f, rbx kept */
	movq	$0x1234, %rbx
	leaq	1f(%rip), %rdi
	movl	$CALL_MOVE, %eax
	syscall
	ud2
1:	movq	%rbx, %rdi
	movl	$CALL_EXIT, %eax
	syscall

	program code_nowhere		/* slow return to an address that is none */
	movq	$0x8000000000000000, %rdi
	movl	$CALL_MOVE, %eax
	syscall
	ud2

/*
 * Fills 128 bytes below the stack pointer and all registers with a pattern, makes system call
 * rsi, compares; rdi times. Exits with the number of differences in rdi.
 */
	program code_red_zone
	movq	%rdi, %r15		/* rounds left */
	movq	%rsi, %r14		/* the call; 0: none */
	xorl	%r13d, %r13d		/* differences */
1:	movq	%r15, %rax
	rolq	$23, %rax
	xorq	%r15, %rax
	movq	%rax, %rbp
	.set offset, 8
	.rept 16
	addq	$0x5bd1e995, %rax
	movq	%rax, -offset(%rsp)
	.set offset, offset + 8
	.endr
	movq	%rbp, %rbx
	movq	%rbp, %r12
	movq	%rbp, %r8
	movq	%rbp, %r9
	movq	%rbp, %r10
	movq	%rbp, %rdx
	movq	%rbp, %rsi
	movq	%rbp, %rdi
	testq	%r14, %r14
	jz	2f
	movq	%r14, %rax
	syscall
	testq	%rax, %rax
	jnz	9f
2:	cmpq	%rbp, %rbx
	jne	9f
	cmpq	%rbp, %r12
	jne	9f
	cmpq	%rbp, %r8
	jne	9f
	cmpq	%rbp, %r9
	jne	9f
	cmpq	%rbp, %r10
	jne	9f
	cmpq	%rbp, %rdx
	jne	9f
	cmpq	%rbp, %rsi
	jne	9f
	cmpq	%rbp, %rdi
	jne	9f
	movq	%rbp, %rax
	.set offset, 8
	.rept 16
	addq	$0x5bd1e995, %rax
	cmpq	%rax, -offset(%rsp)
	jne	9f
	.set offset, offset + 8
	.endr
3:	decq	%r15
	jnz	1b
	movq	%r13, %rdi
	movl	$CALL_EXIT, %eax
	syscall
9:	incq	%r13
	jmp	3b

	.section .note.GNU-stack, "", @progbits
