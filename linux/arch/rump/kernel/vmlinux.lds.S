/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image: read-only text, read-only data, writable data, then what is freed after boot.
 * Each begins on a page of its own, so that the kernel can protect it to the page.
 */
#define LOAD_OFFSET HYPER_IMAGE_BASE
#define RO_EXCEPTION_TABLE_ALIGN 4
#define EMITS_PT_NOTE

#include <linux/linkage.h>
#include <rumproast/x86/cpu.h>
#include <asm/thread_info.h>
#include <asm/page.h>
#include <asm/cache.h>
#include <asm-generic/vmlinux.lds.h>

OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
ENTRY(hyper_start32_physical)

PHDRS {
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
	init PT_LOAD FLAGS(7);
	note PT_NOTE FLAGS(4);
}

jiffies = jiffies_64;
hyper_start32_physical = hyper_start32 - LOAD_OFFSET;
kernel_start_stack = init_stack + THREAD_SIZE;

SECTIONS
{
#ifndef CONFIG_SLUB_DEBUG
	/*
	 * Left out: the initcall that describes every allocator cache in /sys/kernel/slab, 2,500
	 * files for people who debug the allocator, a fifth of the instructions of a start.
	 */
	/DISCARD/ : { *slub.o(.initcall7.init) }
#endif
#ifndef CONFIG_CRYPTO_FIPS
	/*
	 * Left out: the initcall that tries whether jitter is random, thrice the instructions
	 * of the rest of a start. ECDSA brings it, for the random numbers that making keys takes;
	 * they come from the kernel alone then.
	 */
	/DISCARD/ : { *jitterentropy-kcapi.o(.initcall6.init) }
#endif
	. = LOAD_OFFSET + HYPER_LOAD;
	_text = .;
	_stext = .;
	.text : AT(ADDR(.text) - LOAD_OFFSET) {
		*(.head.text)
		TEXT_TEXT
		SCHED_TEXT
		LOCK_TEXT
		KPROBES_TEXT
		SOFTIRQENTRY_TEXT
		IRQENTRY_TEXT
		ENTRY_TEXT
		NOINSTR_TEXT
		*(.fixup)
	} :text = 0xcccc

	. = ALIGN(PAGE_SIZE);
	_etext = .;
	_sdata = .;
	RO_DATA(PAGE_SIZE)
	__rodata_end = .;

	. = ALIGN(PAGE_SIZE);
	.data : AT(ADDR(.data) - LOAD_OFFSET) {
		INIT_TASK_DATA(THREAD_SIZE)
		PAGE_ALIGNED_DATA(PAGE_SIZE)
		CACHELINE_ALIGNED_DATA(L1_CACHE_BYTES)
		DATA_DATA
		CONSTRUCTORS
		READ_MOSTLY_DATA(L1_CACHE_BYTES)
	} :data
	BUG_TABLE
	_edata = .;

	. = ALIGN(PAGE_SIZE);
	__init_begin = .;
	__inittext_begin = .;
	INIT_TEXT_SECTION(PAGE_SIZE) :init
	.exit.text : AT(ADDR(.exit.text) - LOAD_OFFSET) { EXIT_TEXT }
	. = ALIGN(PAGE_SIZE);
	__inittext_end = .;
	INIT_DATA_SECTION(16)
	.exit.data : AT(ADDR(.exit.data) - LOAD_OFFSET) { EXIT_DATA }
	PERCPU_SECTION(L1_CACHE_BYTES)
	/* Loaders that copy by addresses copy whole pages: the file has them whole. */
	.image_tail : AT(ADDR(.image_tail) - LOAD_OFFSET) {
		QUAD(0)
		. = ALIGN(PAGE_SIZE);
	}
	kernel_data_end = .;
	__init_end = .;

	BSS_SECTION(PAGE_SIZE, PAGE_SIZE, PAGE_SIZE)
	. = ALIGN(PAGE_SIZE);
	_end = .;
	kernel_image_end = .;

	STABS_DEBUG
	DWARF_DEBUG
	ELF_DETAILS
	DISCARDS
	/DISCARD/ : { *(.eh_frame) *(.note.GNU-stack) *(.note.gnu.property) }
}
