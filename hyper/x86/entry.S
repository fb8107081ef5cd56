/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every way from outside into the kernel, and back.
 *
 * Programs run at the kernel's privilege level, so the CPU switches no stack by itself, and it
 * must not write below a program's stack pointer: compilers keep data there (the red zone). All
 * gates therefore use stacks of the interrupt stack table. Interrupts and exceptions leave that
 * stack at once, with interrupts still masked: for the kernel stack when a program was
 * interrupted, else for the space below the kernel's own stack pointer (the kernel is compiled
 * without a red zone). NMI, double fault and machine check stay where they are.
 *
 * Who was interrupted, and whose %gs is loaded:
 *   RIP in the lower half                        the program
 *   RIP at fast_return_jump                      the program, about to continue at %rcx: the
 *                                                one-instruction shadow of STI may be lost
 *   RIP in the upper half, RSP in the lower      the program, having jumped to a kernel address
 *   both in the upper half                       the kernel
 * In the first instructions of entry_syscall and the last of fast_return this is wrong, but
 * interrupts are masked and nothing faults there; NMI and machine check ask the MSR whose %gs
 * it is, and a debug trap in there is ignored.
 *
 * One event may be delivered twice, the second time before any instruction up to the next exit to
 * the hypervisor: QEMU does so when it emulates SVM, and an interrupt gate on a fixed stack would
 * then lose what was interrupted. So the stack for lines lies over the task state segment, where
 * the CPU's first push overwrites the very pointer to that stack (struct cpu_block). A second
 * delivery finds a selector there, faults at an address near 0 that nothing maps, and is dropped,
 * wherever it comes until the first one has put the pointer back, its frame in safety.
 *
 * A program that jumps to a kernel address with a stack pointer in the upper half, or executes
 * INT n with the vector of a device, harms its own domain and no other.
 */
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>
#include "x86/frame.h"

#define INTERRUPT 64 /* stands in the place of the vector for any line */
#define PAGE_FAULT 14

#define MSR_GS_BASE 0xc0000101

	.macro push_registers
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	.endm

	.macro pop_registers
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	.endm

	.text

/* System calls ------------------------------------------------------------------------------*/

	.globl entry_syscall
	.balign 64
entry_syscall:
	swapgs
	movq	%rsp, %gs:HYPER_CPU_PROGRAM_STACK
	movq	%gs:HYPER_CPU_KERNEL_STACK, %rsp
entry_syscall_safe:
	pushq	$HYPER_PROGRAM_SS
	pushq	%gs:HYPER_CPU_PROGRAM_STACK
	pushq	%r11
	pushq	$HYPER_PROGRAM_CS
	pushq	%rcx
	pushq	%rax
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	$-38				/* -ENOSYS */
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	jmp	kernel_syscall

/*
 * Return from a system call of which nothing but %rax came. The kernel's functions have kept
 * the callee-saved registers, so that they are the program's still.
 */
	.globl hyper_return_result
	.balign 64
hyper_return_result:
	movq	FRAME_IP(%rsp), %rcx
	movq	FRAME_FLAGS(%rsp), %r11
	testl	$FLAG_TF, %r11d
	jnz	stepped_return
	movq	FRAME_DI(%rsp), %rdi
	movq	FRAME_SI(%rsp), %rsi
	movq	FRAME_DX(%rsp), %rdx
	movq	FRAME_R8(%rsp), %r8
	movq	FRAME_R9(%rsp), %r9
	movq	FRAME_R10(%rsp), %r10
	addq	$FRAME_FLAGS, %rsp
fast_return:
	andl	$~FLAG_IF, (%rsp)
	popfq
	popq	%rsp
fast_return_window:
	swapgs
	sti
fast_return_jump:
	/* An address that is none faults here, and becomes the program's fault. */
	jmp	*%rcx

stepped_return:
	movq	%rax, FRAME_AX(%rsp)
	jmp	hyper_return

/* The same for a frame that may have changed, unless the program goes elsewhere or is stepped. */
	.globl hyper_return_syscall
hyper_return_syscall:
	movq	FRAME_IP(%rsp), %rcx
	cmpq	%rcx, FRAME_CX(%rsp)
	jne	hyper_return
	movq	FRAME_FLAGS(%rsp), %r11
	cmpq	%r11, FRAME_R11(%rsp)
	jne	hyper_return
	testl	$FLAG_TF, %r11d
	jnz	hyper_return
	pop_registers
	addq	$FRAME_FLAGS - FRAME_ORIG_AX, %rsp
	jmp	fast_return

/* Return to whoever a frame at %rsp describes -------------------------------------------------*/

	.globl hyper_return
hyper_return:
	testb	$3, FRAME_CS(%rsp)
	jz	return_to_kernel

	movq	FRAME_IP(%rsp), %rax
	shrq	$47, %rax
	jnz	return_to_nowhere
	andq	$FLAGS_OF_PROGRAM, FRAME_FLAGS(%rsp)
	orl	$0x202, FRAME_FLAGS(%rsp)
	movq	$HYPER_KERNEL_CS, FRAME_CS(%rsp)
	movq	$HYPER_KERNEL_SS, FRAME_SS(%rsp)
	pop_registers
	addq	$8, %rsp
	swapgs
	iretq

return_to_kernel:
	movq	$HYPER_KERNEL_CS, FRAME_CS(%rsp)
	movq	$HYPER_KERNEL_SS, FRAME_SS(%rsp)
	pop_registers
	addq	$8, %rsp
	iretq

/* IRETQ would fault on the kernel's side; so the program faults before. */
return_to_nowhere:
	movq	$-1, FRAME_ORIG_AX(%rsp)
	movq	%rsp, %rdi
	movl	$13, %esi
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	jmp	deliver_trap

/* Interrupts and exceptions -------------------------------------------------------------------
 * Each stub leaves on its stack: vector, error code, and the five words of the CPU's.
 */

	.macro trap_stub vector:req, error=0
	.balign 16
	.if \error
	pushq	$\vector
	jmp	entry_error
	.else
	pushq	$0
	pushq	$\vector
	jmp	entry_trap
	.endif
	.endm

	.globl trap_stubs
	.balign 16
trap_stubs:
	.set vector, 0
	.rept 32
	.if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 \
		|| vector == 29 || vector == 30
	trap_stub vector, 1
	.else
	trap_stub vector
	.endif
	.set vector, vector + 1
	.endr

	.globl soft_interrupt_stub
	.balign 16
soft_interrupt_stub:
	pushq	$0
	pushq	$SOFT_INTERRUPT
	jmp	entry_trap

/*
 * INT n of a program comes here, too, where it pushes no error code. The CPU starts at a multiple
 * of 16, so where the stack is now tells; the vector then stands in the error code's place.
 */
	.balign 16
entry_error:
	testb	$8, %spl
	jnz	entry_trap
	pushq	$SOFT_INTERRUPT
	jmp	entry_trap

/* The line goes where an error code would be, less 128 to fit one byte. */
	.globl line_stubs
	.balign 8
line_stubs:
	.set line, 0
	.rept LINES
	.balign 8
	pushq	$(line - 128)
	jmp	entry_line
	.set line, line + 1
	.endr

/* Not on the stack for lines, of which it would leave no pointer. */
	.globl spurious_stub
spurious_stub:
	iretq

	.globl debug_stub
debug_stub:
	pushq	$0
	pushq	$1
	cmpq	$entry_syscall, 16(%rsp)
	jb	debug_after_entry
	cmpq	$entry_syscall_safe, 16(%rsp)
	jb	debug_ignore
debug_after_entry:
	cmpq	$fast_return_window, 16(%rsp)
	jb	entry_trap
	cmpq	$fast_return_jump, 16(%rsp)
	ja	entry_trap
debug_ignore:
	orl	$FLAG_RF, 32(%rsp)
	addq	$16, %rsp
	iretq

	.balign 16
entry_line:
	pushq	$INTERRUPT
entry_trap:
	testb	$0x80, 16 + 7(%rsp)
	jnz	interrupted_upper
interrupted_program:
	swapgs
	pushq	%rdi
	pushq	%rsi
	movq	%rsp, %rdi
	movq	32(%rdi), %rsi
	movq	%gs:HYPER_CPU_KERNEL_STACK, %rsp
move_start:
	pushq	$HYPER_PROGRAM_SS
	pushq	56(%rdi)
	pushq	48(%rdi)
	pushq	$HYPER_PROGRAM_CS
	jmp	move_rest

interrupted_upper:
	cmpq	$line_stubs, 16(%rsp)
	jb	1f
	cmpq	$line_pointer_is_back, 16(%rsp)
	jae	1f
	cmpl	$PAGE_FAULT, (%rsp)
	jne	1f
	/* The interrupted stack may overflow here, too, but that is far from address 0. */
	pushq	%rdi
	movq	%cr2, %rdi
	addq	$4096, %rdi
	cmpq	$8192, %rdi
	popq	%rdi
	jb	delivered_twice
1:	cmpq	$fast_return_jump, 16(%rsp)
	je	interrupted_jump
	cmpq	$wait_halt, 16(%rsp)
	je	interrupted_halt
	testb	$0x80, 40 + 7(%rsp)
	jz	interrupted_program
	cmpq	$move_start, 16(%rsp)
	jb	interrupted_kernel
	cmpq	$move_end, 16(%rsp)
	jb	stack_overflow
interrupted_kernel:
	pushq	%rdi
	pushq	%rsi
	movq	%rsp, %rdi
	movq	32(%rdi), %rsi			/* for stack_overflow */
	movq	56(%rdi), %rsp
	andq	$-16, %rsp
	pushq	$HYPER_KERNEL_SS
	pushq	56(%rdi)
	pushq	48(%rdi)
	pushq	$HYPER_KERNEL_CS
move_rest:
	pushq	%rsi
	pushq	$-1
	pushq	8(%rdi)
	pushq	(%rdi)
	push_registers
move_end:
	cld
	movq	24(%rdi), %rdx
	movq	16(%rdi), %rsi
	cmpl	$INTERRUPT, %esi
	je	deliver_line
	movq	%rsp, %rdi
	movq	%cr2, %rcx
	cmpl	$1, %esi
	je	deliver_debug
deliver_trap:
	pushq	%rax
	call	kernel_trap
	popq	%rax
	jmp	hyper_return

deliver_line:
	leaq	72(%rdi), %rax			/* the stack's top, to where its pointer is */
	movq	%rax, 64(%rdi)
line_pointer_is_back:
	movq	%rsp, %rdi
	leal	128(%rdx), %esi
	pushq	%rax
	call	interrupt_dispatch
	popq	%rax
	jmp	hyper_return

deliver_debug:
	movq	%dr6, %rcx
	movl	$0xffff0ff0, %eax		/* the CPU sets bits, but clears none */
	movq	%rax, %dr6
	jmp	deliver_trap

delivered_twice:
	addq	$16, %rsp
	iretq

interrupted_jump:
	movq	%rcx, 16(%rsp)
	jmp	interrupted_program

/* Here the halt has not begun: STI's shadow was lost. The wait is over nevertheless. */
interrupted_halt:
	incq	16(%rsp)
	jmp	interrupted_kernel

/*
 * The frame did not fit below the interrupted stack pointer. %rsi has the address at which the
 * kernel was interrupted first, and %gs is the kernel's.
 */
stack_overflow:
	movq	%rsp, %rdi
	movq	%gs:BLOCK_FATAL_STACK, %rsp
	pushq	$HYPER_KERNEL_SS
	pushq	40(%rdi)
	pushq	32(%rdi)
	pushq	$HYPER_KERNEL_CS
	pushq	%rsi
	pushq	$-1
	pushq	%rdi
	pushq	%rsi
	push_registers
	cld
	movq	%gs:HYPER_CPU_SELF, %rax	/* it may have been a line */
	addq	$BLOCK_LINE_STACK, %rax
	movq	%rax, -8(%rax)
	movq	%rsp, %rdi
	movq	$text_stack_overflow, %rsi
	pushq	%rax
	call	kernel_fatal
	call	hyper_power_crash
	ud2

/* NMI, double fault, machine check ------------------------------------------------------------
 * Each stack has struct hyper_cpu's address right above its top. Leaves the frame at %rsp, and
 * in %ebx whether %gs has been swapped.
 */
	.macro build_frame_in_place
	pushq	$-1
	pushq	%rdi
	pushq	%rsi
	push_registers
	cld
	movl	$HYPER_KERNEL_CS, %eax
	movl	$HYPER_KERNEL_SS, %edx
	movl	$HYPER_PROGRAM_CS, %ecx
	movl	$HYPER_PROGRAM_SS, %esi
	testb	$0x80, FRAME_IP + 7(%rsp)
	cmovzl	%ecx, %eax
	cmovzl	%esi, %edx
	movq	%rax, FRAME_CS(%rsp)
	movq	%rdx, FRAME_SS(%rsp)
	movl	$MSR_GS_BASE, %ecx
	rdmsr
	shlq	$32, %rdx
	orq	%rdx, %rax
	xorl	%ebx, %ebx
	cmpq	%rax, HYPER_FRAME_SIZE(%rsp)
	je	1f
	swapgs
	incl	%ebx
1:
	.endm

	.globl nmi_stub
nmi_stub:
	build_frame_in_place
	movq	%rsp, %rdi
	pushq	%rax
	call	kernel_nmi
	popq	%rax
	testl	%ebx, %ebx
	jz	1f
	swapgs
1:	jmp	return_to_kernel

	.globl double_fault_stub
double_fault_stub:
	testb	$8, %spl
	jnz	soft_interrupt_stub
	addq	$8, %rsp			/* the error code is always 0 */
	build_frame_in_place
	movq	$text_double_fault, %rsi
	jmp	fatal

	.globl machine_check_stub
machine_check_stub:
	build_frame_in_place
	movq	$text_machine_check, %rsi
fatal:
	movq	%rsp, %rdi
	pushq	%rax
	call	kernel_fatal
	call	hyper_power_crash
	ud2

/* Waiting -------------------------------------------------------------------------------------*/

	.globl hyper_cpu_wait
hyper_cpu_wait:
	sti
wait_halt:
	hlt
	ret

	.section .rodata, "a", @progbits
text_stack_overflow:
	.asciz "kernel stack overflow"
text_double_fault:
	.asciz "double fault"
text_machine_check:
	.asciz "machine check"

	.section .note.GNU-stack, "", @progbits
