/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first instructions of a domain: from the PVH entry (32-bit, no paging, %ebx the physical
 * address of struct hvm_start_info) to C in long mode. See Xen's public header
 * arch-x86/hvm/start_info.h and docs/misc/pvh.pandoc for the state the CPU is in.
 */
#include <rumproast/exit.h>
#include <rumproast/x86/cpu.h>

#include "x86/start_info.h"

#define PHYS(symbol) ((symbol) - HYPER_IMAGE_BASE)

#define START_VERSION 4
#define START_MAP 40
#define START_MAP_COUNT 48
#define MAP_ENTRY_SIZE 24

#define PAGE_SIZE 4096
#define TABLE 0x003 /* present, writable */
#define LARGE 0x083 /* the same, 2 MiB */

/* Notes that name the entry to xl, QEMU, Firecracker and Cloud Hypervisor. */
	.macro pvh_note type:req, value:vararg
	.balign 4
	.long 4, 2f - 1f, \type
	.asciz "Xen"
1:	\value
2:	.balign 4
	.endm

	.section .note.Xen, "a", @note
	pvh_note 6, .asciz "Rumproast"			/* XEN_ELFNOTE_GUEST_OS */
	pvh_note 18, .quad PHYS(hyper_start32)		/* XEN_ELFNOTE_PHYS32_ENTRY */

	.section .head.text, "ax", @progbits
	.code32
	.globl hyper_start32, start32_memory_checked, not_started
	.type hyper_start32, @function
hyper_start32:
	cld
	cli
	/* 0x40 is INC %eax, but a prefix of NOP where a loader has entered in 64-bit mode. */
	xorl	%eax, %eax
	.byte	0x40, 0x90
	testl	%eax, %eax
	jz	not_started
	cmpl	$START_INFO_MAGIC, (%ebx)
	jne	not_started

	/* There may be no memory where the stack is: find out without one. */
	cmpl	$0, START_VERSION(%ebx)
	je	start32_memory_checked
	movl	START_MAP_COUNT(%ebx), %ecx
	movl	START_MAP(%ebx), %esi
	testl	%ecx, %ecx
	jz	start32_memory_checked
next_range:
	cmpl	$1, 16(%esi)
	jne	other_range
	cmpl	$0, 4(%esi)
	jne	other_range
	cmpl	$HYPER_LOAD, (%esi)
	ja	other_range
	movl	(%esi), %eax
	movl	12(%esi), %edx
	addl	8(%esi), %eax
	adcl	$0, %edx
	jnz	start32_memory_checked
	cmpl	$PHYS(kernel_image_end), %eax
	jae	start32_memory_checked
other_range:
	addl	$MAP_ENTRY_SIZE, %esi
	decl	%ecx
	jnz	next_range
	movl	$PHYS(text_no_memory), %esi
	jmp	die
start32_memory_checked:

	movl	$0x80000000, %eax
	movl	%ebx, %edi
	cpuid
	cmpl	$0x80000001, %eax
	jb	no_long_mode
	movl	$0x80000001, %eax
	cpuid
	andl	$(1 << 29 | 1 << 20), %edx	/* long mode, no-execute */
	cmpl	$(1 << 29 | 1 << 20), %edx
	jne	no_long_mode

	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$PHYS(boot_root), %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx		/* EFER: NXE, LME, SCE */
	movl	$0x901, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$0x80010033, %eax		/* CR0: PG, WP, NE, ET, MP, PE */
	movl	%eax, %cr0
	lgdt	PHYS(boot_gdt_pointer)
	ljmp	$HYPER_KERNEL_CS, $PHYS(start64_low)

no_long_mode:
	movl	$PHYS(text_no_long_mode), %esi
	jmp	die
not_started:
	movl	$PHYS(text_not_started), %esi

/*
 * Prints the text at %esi on both ports that may have a reader, and ends the domain. Every
 * instruction means the same in 32-bit and 64-bit mode, and there is no stack.
 */
die:
	lodsb
	testb	%al, %al
	jz	end_of_text
	outb	%al, $0xe9
	movl	$0x3f8, %edx
	outb	%al, %dx
	jmp	die
end_of_text:
	movl	$RUMPROAST_EXIT_START, %eax
	outl	%eax, $0xf4			/* QEMU's isa-debug-exit */
	movl	$0x604, %edx			/* QEMU's ACPI PM1a control: S5 */
	movl	$0x2000, %eax
	outw	%ax, %dx
	movb	$0xfe, %al			/* reset, by which Firecracker ends */
	outb	%al, $0x64
	hlt
	jmp	end_of_text

	.code64
start64_low:
	movq	$start64, %rax
	jmp	*%rax

	.section .init.text, "ax", @progbits
start64:
	lgdt	boot_gdt_pointer_high
	movl	$HYPER_KERNEL_SS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movq	$kernel_start_stack, %rsp
	movl	%edi, %edi
	xorl	%ebp, %ebp
	call	start
	movq	%rax, %rdi
	movq	$kernel_start_stack, %rsp
	call	kernel_start
	ud2

	.section .init.rodata, "a", @progbits
text_not_started:
	.ascii "rumproast: not started by the PVH boot protocol; "
	.asciz "use xl with type=\"pvh\", qemu -kernel, GRUB's multiboot2, or Firecracker\r\n"
text_no_long_mode:
	.ascii "rumproast: this processor has no 64-bit mode with no-execute pages; "
	.asciz "choose another CPU model\r\n"
text_no_memory:
	.asciz "rumproast: too little memory for the kernel; give the domain more\r\n"

	.section .init.data, "aw", @progbits
	.balign 8
boot_gdt:
	.quad 0, 0
	.quad 0x00af9b000000ffff		/* HYPER_KERNEL_CS: 64-bit code */
	.quad 0x00cf93000000ffff		/* HYPER_KERNEL_SS: data */
boot_gdt_end:
boot_gdt_pointer:
	.word boot_gdt_end - boot_gdt - 1
	.long PHYS(boot_gdt)
boot_gdt_pointer_high:
	.word boot_gdt_end - boot_gdt - 1
	.quad boot_gdt

/* The boot page tables that x86/cpu.h describes. */
	.balign PAGE_SIZE
boot_root:
	.quad PHYS(boot_low) + TABLE
	.org boot_root + 273 * 8		/* HYPER_DIRECT_MAP */
	.quad PHYS(boot_low) + TABLE
	.org boot_root + 511 * 8
	.quad PHYS(boot_high) + TABLE
boot_low:
	.quad PHYS(boot_pages) + TABLE
	.quad PHYS(boot_pages) + PAGE_SIZE + TABLE
	.quad PHYS(boot_pages) + 2 * PAGE_SIZE + TABLE
	.quad PHYS(boot_pages) + 3 * PAGE_SIZE + TABLE
	.org boot_low + PAGE_SIZE
boot_high:
	.org boot_high + 510 * 8		/* HYPER_IMAGE_BASE */
	.quad PHYS(boot_pages) + TABLE
	.quad PHYS(boot_window) + TABLE
boot_window:
	.org boot_window + 510 * 8		/* HYPER_WINDOW */
	.quad PHYS(window_table) + TABLE
	.org boot_window + PAGE_SIZE
boot_pages:
	.set page, LARGE
	.rept 2048
	.quad page
	.set page, page + HYPER_WINDOW_SIZE
	.endr
	.section .note.GNU-stack, "", @progbits
