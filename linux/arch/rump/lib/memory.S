/* SPDX-License-Identifier: GPL-2.0 */
/* Copying and filling kernel memory, by the string instructions in eight-byte steps. */
#include <linux/export.h>
#include <linux/linkage.h>
#include <linux/cfi_types.h>

	.text

/* void *memcpy(to rdi, from rsi, size rdx) */
SYM_FUNC_START(memcpy)
	movq	%rdi, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
	rep movsq
	movl	%edx, %ecx
	rep movsb
	RET
SYM_FUNC_END(memcpy)
EXPORT_SYMBOL(memcpy)

/* void *memmove(to rdi, from rsi, size rdx) */
SYM_FUNC_START(memmove)
	movq	%rdi, %rax
	subq	%rsi, %rax
	cmpq	%rdx, %rax
	jae	memcpy			/* to is not inside from: forwards is safe */
	movq	%rdi, %rax
	movq	%rdx, %rcx
	leaq	-1(%rdi,%rdx), %rdi
	leaq	-1(%rsi,%rdx), %rsi
	std
	andl	$7, %ecx
	rep movsb
	subq	$7, %rdi
	subq	$7, %rsi
	movq	%rdx, %rcx
	shrq	$3, %rcx
	rep movsq
	cld
	RET
SYM_FUNC_END(memmove)
EXPORT_SYMBOL(memmove)

/* void *memset(to rdi, byte esi, size rdx) */
SYM_FUNC_START(memset)
	movq	%rdi, %r8
	movzbl	%sil, %eax
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
	rep stosq
	movl	%edx, %ecx
	rep stosb
	movq	%r8, %rax
	RET
SYM_FUNC_END(memset)
EXPORT_SYMBOL(memset)

/* void clear_page(page rdi) */
SYM_FUNC_START(clear_page)
	xorl	%eax, %eax
	movl	$512, %ecx
	rep stosq
	RET
SYM_FUNC_END(clear_page)
EXPORT_SYMBOL(clear_page)

/* void copy_page(to rdi, from rsi) */
SYM_FUNC_START(copy_page)
	movl	$512, %ecx
	rep movsq
	RET
SYM_FUNC_END(copy_page)
EXPORT_SYMBOL(copy_page)
