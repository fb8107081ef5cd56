/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copies from or to a program's memory. A fault in the eight-byte steps leaves the registers
 * at the step that failed; going on by bytes from there finds the exact byte, so the count of
 * what was not copied is exact.
 */
#include <linux/export.h>
#include <linux/linkage.h>
#include <asm/asm.h>

	.text

/* unsigned long rump_copy_user(to rdi, from rsi, size rdx) */
SYM_FUNC_START(rump_copy_user)
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
1:	rep movsq
	movl	%edx, %ecx
2:	rep movsb
3:	movq	%rcx, %rax
	RET
4:	leaq	(%rdx,%rcx,8), %rcx
5:	rep movsb
	movq	%rcx, %rax
	RET
	_ASM_EXTABLE(1b, 4b)
	_ASM_EXTABLE(2b, 3b)
	_ASM_EXTABLE(5b, 3b)
SYM_FUNC_END(rump_copy_user)
EXPORT_SYMBOL(rump_copy_user)

/* unsigned long rump_clear_user(to rdi, size rsi) */
SYM_FUNC_START(rump_clear_user)
	xorl	%eax, %eax
	movq	%rsi, %rcx
	shrq	$3, %rcx
	andl	$7, %esi
1:	rep stosq
	movl	%esi, %ecx
2:	rep stosb
3:	movq	%rcx, %rax
	RET
4:	leaq	(%rsi,%rcx,8), %rcx
5:	rep stosb
	movq	%rcx, %rax
	RET
	_ASM_EXTABLE(1b, 4b)
	_ASM_EXTABLE(2b, 3b)
	_ASM_EXTABLE(5b, 3b)
SYM_FUNC_END(rump_clear_user)
EXPORT_SYMBOL(rump_clear_user)
