/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest that tells whether a machine can run kernels: it does once what a kernel does all the
 * time, and ends by QEMU's isa-debug-exit with GUEST_WORKS, or with the number of the step whose
 * result is wrong. A machine that cannot do a step stops there, which QEMU tells.
 *
 * It starts as the kernels of domains do, by the PVH entry: protected mode, no paging, EBX at the
 * start information, which is not looked at. All memory up to 4 GB is mapped one to one.
 */
#include "guest.h"

#define DEBUG_EXIT 0xf4
#define CODE64 0x08
#define DATA 0x10

#define MSR_EFER 0xc0000080
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_SFMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define EFER_SCE_LME_NXE 0x901
#define CR0_PE_MP_NE_WP_PG 0x80010023
#define CR4_PAE_OSFXSR_OSXMMEXCPT 0x620
#define CR4_OSXSAVE 0x40000
#define PAGE_PRESENT_WRITABLE 3
#define PAGE_LARGE 0x83

#define APIC 0xfee00000
#define APIC_END_OF_INTERRUPT 0xb0
#define APIC_SPURIOUS 0xf0
#define APIC_TIMER 0x320
#define APIC_TIMER_COUNT 0x380
#define APIC_TIMER_DIVIDE 0x3e0
#define TIMER_VECTOR 0x40
#define PIC_MASK 0x21
#define PIC_SECOND_MASK 0xa1

	/* A step whose condition does not hold ends the guest with its number. */
	.macro step_holds condition:req, number:req
	j\condition	1f
	movl	$\number, %eax
	jmp	finish
1:
	.endm

	/* A gate of an interrupt, by the lowest stack of the task state segment. */
	.macro set_gate vector:req, handler:req
	leaq	idt + 16 * \vector, %rdi
	movl	$\handler, %eax
	movw	%ax, (%rdi)
	movw	$CODE64, 2(%rdi)
	movw	$0x8e01, 4(%rdi)
	shrl	$16, %eax
	movw	%ax, 6(%rdi)
	.endm

	.section .note.Xen, "a", @note
	.balign 4
	.long	4, 8, 18	/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.quad	start

	.text
	.code32
	.globl start
start:
	cli
	cld
	movl	$stack_end, %esp
	/* Four tables of 2 MB pages. */
	movl	$PAGE_LARGE, %eax
	movl	$directories, %edi
	movl	$2048, %ecx
1:	movl	%eax, (%edi)
	movl	$0, 4(%edi)
	addl	$0x200000, %eax
	addl	$8, %edi
	loop	1b
	movl	$directories + PAGE_PRESENT_WRITABLE, %eax
	movl	$pointers, %edi
	movl	$4, %ecx
1:	movl	%eax, (%edi)
	addl	$0x1000, %eax
	addl	$8, %edi
	loop	1b
	movl	$pointers + PAGE_PRESENT_WRITABLE, root

	movl	$CR4_PAE_OSFXSR_OSXMMEXCPT, %eax
	movl	%eax, %cr4
	movl	$root, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_SCE_LME_NXE, %eax
	wrmsr
	movl	$CR0_PE_MP_NE_WP_PG, %eax
	movl	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$CODE64, $start64

	.code64
start64:
	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$stack_end, %esp

	/* Gates, and a stack for them. */
	movq	$gate_stack_end, tss + 0x24
	movl	$tss, %eax
	movw	%ax, gdt_tss + 2
	shrl	$16, %eax
	movb	%al, gdt_tss + 4
	movb	%ah, gdt_tss + 7
	movl	$0x18, %eax
	ltr	%ax
	set_gate 3, breakpoint
	set_gate 14, page_fault
	set_gate TIMER_VECTOR, timer
	lidt	idt_pointer

	fninit
	fnstcw	scratch
	cmpw	$0x37f, scratch
	step_holds e, GUEST_STEP_FLOATING_POINT
	movl	$0x1f80, scratch
	ldmxcsr	scratch
	stmxcsr	scratch + 4
	cmpl	$0x1f80, scratch + 4
	step_holds e, GUEST_STEP_FLOATING_POINT
	movaps	ones, %xmm0
	addps	ones, %xmm0
	fxsave64	area
	xorps	%xmm0, %xmm0
	fxrstor64	area
	movd	%xmm0, %eax
	cmpl	$0x40000000, %eax	/* 2.0 */
	step_holds e, GUEST_STEP_FLOATING_POINT

	/* XSAVE, where the processor has it. */
	movl	$1, %eax
	cpuid
	btl	$26, %ecx
	jnc	atomic
	movq	%cr4, %rax
	orl	$CR4_OSXSAVE, %eax
	movq	%rax, %cr4
	xorl	%ecx, %ecx
	xgetbv
	orl	$3, %eax
	xsetbv
	movl	$3, %eax
	xorl	%edx, %edx
	xsave64	area
	xorps	%xmm0, %xmm0
	xrstor64	area
	movd	%xmm0, %eax
	cmpl	$0x40000000, %eax
	step_holds e, GUEST_STEP_EXTENDED_STATE

atomic:
	movl	$1, %eax
	movl	$1, counter
	lock xaddl	%eax, counter
	cmpl	$2, counter
	step_holds e, GUEST_STEP_ATOMIC
	movq	$5, pair
	movq	$6, pair + 8
	movl	$5, %eax
	movl	$6, %edx
	movl	$7, %ebx
	movl	$8, %ecx
	lock cmpxchg16b	pair
	step_holds z, GUEST_STEP_ATOMIC
	cmpq	$8, pair + 8
	step_holds e, GUEST_STEP_ATOMIC
	leaq	ones, %rsi
	leaq	area, %rdi
	movl	$16, %ecx
	rep movsb
	cmpl	$0x3f800000, area + 12
	step_holds e, GUEST_STEP_ATOMIC

	/* Segment bases, and the counter of cycles. */
	movl	$MSR_FS_BASE, %ecx
	movl	$pair, %eax
	xorl	%edx, %edx
	wrmsr
	cmpq	$8, %fs:8
	step_holds e, GUEST_STEP_BASES
	movl	$MSR_GS_BASE, %ecx
	movl	$area, %eax
	wrmsr
	movl	$MSR_KERNEL_GS_BASE, %ecx
	movl	$pair, %eax
	wrmsr
	swapgs
	cmpq	$8, %gs:8
	step_holds e, GUEST_STEP_BASES
	rdtsc
	shlq	$32, %rdx
	leaq	(%rax, %rdx), %rbx
	movl	$1000, %ecx
1:	loop	1b
	rdtsc
	shlq	$32, %rdx
	addq	%rdx, %rax
	cmpq	%rbx, %rax
	step_holds a, GUEST_STEP_CYCLES

	/* A system call, from the kernel's level as programs here make them. */
	movl	$MSR_STAR, %ecx
	xorl	%eax, %eax
	movl	$CODE64 | CODE64 << 16, %edx
	wrmsr
	movl	$MSR_LSTAR, %ecx
	movl	$system_call, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$MSR_SFMASK, %ecx
	movl	$0x200, %eax
	wrmsr
	syscall
after_system_call:
	cmpl	$0x51, %eax
	step_holds e, GUEST_STEP_SYSTEM_CALL

	/* A breakpoint comes back by IRETQ. */
	xorl	%eax, %eax
	int3
	cmpl	$0x52, %eax
	step_holds e, GUEST_STEP_BREAKPOINT

	/* A page that is made read-only is found so; the fault makes it writable again. */
	movq	$0, faults
	andl	$~2, directories + 8
	movl	$0x200000, %edi
	invlpg	(%rdi)
	movl	$1, (%rdi)
	cmpq	$1, faults
	step_holds e, GUEST_STEP_PAGE_FAULT
	cmpq	$0x200000, fault_address
	step_holds e, GUEST_STEP_PAGE_FAULT

	/* Without what the firmware left, the local APIC's timer interrupts a halted processor. */
	movb	$0xff, %al
	outb	%al, $PIC_MASK
	outb	%al, $PIC_SECOND_MASK
	movl	$APIC, %edi
	movl	$0x1ff, APIC_SPURIOUS(%rdi)
	movl	$0xb, APIC_TIMER_DIVIDE(%rdi)
	movl	$TIMER_VECTOR, APIC_TIMER(%rdi)
	movl	$100000, APIC_TIMER_COUNT(%rdi)
1:	sti
	hlt
	cli
	cmpl	$0, ticks
	je	1b

	movl	$GUEST_WORKS, %eax
finish:
	outl	%eax, $DEBUG_EXIT
1:	hlt
	jmp	1b

system_call:
	cmpq	$after_system_call, %rcx
	jne	1f
	movl	$0x51, %eax
1:	jmp	*%rcx

breakpoint:
	movl	$0x52, %eax
	iretq

	/* Of the error code's bits: present, written to. */
page_fault:
	pushq	%rax
	movq	%cr2, %rax
	movq	%rax, fault_address
	cmpq	$3, 8(%rsp)
	jne	1f
	incq	faults
	orl	$2, directories + 8
	invlpg	(%rax)
	popq	%rax
	addq	$8, %rsp
	iretq
1:	movl	$GUEST_STEP_PAGE_FAULT, %eax
	jmp	finish

timer:
	pushq	%rdi
	incl	ticks
	movl	$APIC, %edi
	movl	$0, APIC_END_OF_INTERRUPT(%rdi)
	popq	%rdi
	iretq

	.data
	.balign 16
ones:
	.long	0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000
gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* CODE64 */
	.quad	0x00cf93000000ffff	/* DATA */
gdt_tss:
	.quad	0x0000890000000067, 0
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt, 0
idt_pointer:
	.word	256 * 16 - 1
	.quad	idt

	.bss
	.balign 4096
root:
	.skip	4096
pointers:
	.skip	4096
directories:
	.skip	4 * 4096
idt:
	.skip	4096
area:
	.skip	4096
tss:
	.skip	104
	.balign 16
pair:
	.skip	16
scratch:
	.skip	8
faults:
	.skip	8
fault_address:
	.skip	8
counter:
	.skip	4
ticks:
	.skip	4
	.balign 16
	.skip	4096
stack_end:
	.skip	4096
gate_stack_end:

	.section .note.GNU-stack, "", @progbits
