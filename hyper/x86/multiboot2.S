/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The second door: Multiboot2 (specification 2.0), by which GRUB starts a domain from a disk.
 * The first is PVH's, in start.S. QEMU looks for Multiboot's version 1 before it looks for PVH,
 * so that version has no header here.
 */
#include <rumproast/x86/cpu.h>
#include <rumproast/x86/image.h>

#define PHYS(symbol) ((symbol) - HYPER_IMAGE_BASE)

#define HEADER_MAGIC 0xe85250d6
#define LOADER_MAGIC 0x36d76289
#define ARCHITECTURE_I386 0
#define HEADER_SIZE (header_end - header)

/*
 * The program headers are of no use to GRUB, which wants to find the entry in a segment's virtual
 * addresses, below 4 GiB. The addresses here say the same in fewer words.
 */
	.section .head.text, "ax", @progbits
	.balign 8
header:
	.long HEADER_MAGIC, ARCHITECTURE_I386, HEADER_SIZE
	.long -(HEADER_MAGIC + ARCHITECTURE_I386 + HEADER_SIZE)
	.word 2, 0				/* addresses */
	.long 24
	.long PHYS(header), HYPER_LOAD, PHYS(kernel_data_end), PHYS(kernel_image_end)
	.word 3, 0				/* entry */
	.long 12, PHYS(multiboot2_entry)
	.balign 8
	.word 6, 0				/* modules begin on pages */
	.long 8
	.word 0, 0				/* end */
	.long 8
header_end:

/* 32-bit, no paging; %eax LOADER_MAGIC, %ebx the physical address of what the loader tells. */
	.code32
multiboot2_entry:
	cld
	cli
	cmpl	$LOADER_MAGIC, %eax
	jne	not_started
	jmp	start32_memory_checked		/* by the loader, which put the image there */
	.section .note.GNU-stack, "", @progbits
