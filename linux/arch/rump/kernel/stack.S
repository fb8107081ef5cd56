/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/linkage.h>

	.text

/* void rump_call_on_stack(function rdi, top rsi) */
SYM_FUNC_START(rump_call_on_stack)
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rsi, %rsp
	call	*%rdi
	movq	%rbp, %rsp
	popq	%rbp
	RET
SYM_FUNC_END(rump_call_on_stack)
