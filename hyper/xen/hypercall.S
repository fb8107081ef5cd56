/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hypercall page, and the way into it. Arguments of a hypercall are in %rdi, %rsi, %rdx,
 * %r10, %r8: Xen's public header arch-x86/xen-x86_64.h. Each number has 32 bytes of the page.
 */
	.text
	.globl hyper_xen_call
hyper_xen_call:
	movl	%edi, %eax
	shll	$5, %eax
	addq	$hypercall_page, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	jmp	*%rax

	/* Until Xen has written it, a call traps. */
	.globl hypercall_page
	.balign 4096
hypercall_page:
	.skip 4096, 0xcc

	.section .note.GNU-stack, "", @progbits
