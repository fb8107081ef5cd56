/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ends that a working kernel does not come to: a stack overflow, and a loader that does not
 * speak PVH.
 */
#include "kernel.h"

void on_stack(void (*function)(void), void *top) __attribute__((noreturn));
extern const char hyper_start32[];

/* A stack of two pages in a free slot of the root page table, with nothing around it. */
#define STACK_BASE 0xffffc98000000000UL
#define STACK_SLOT 403
#define STACK_PAGES 2

static uint64_t level3[512] __attribute__((aligned(4096)));
static uint64_t level2[512] __attribute__((aligned(4096)));
static uint64_t level1[512] __attribute__((aligned(4096)));
static char stack[STACK_PAGES][4096] __attribute__((aligned(4096)));

static uint64_t entry_for(const void *page)
{
	return low(page) | HYPER_PTE_PRESENT | HYPER_PTE_WRITE;
}

static void map_stack(void)
{
	uint64_t *root = (uint64_t *)(HYPER_DIRECT_MAP + hyper_x86_root());
	unsigned int i;

	for (i = 0; i < STACK_PAGES; i++)
		level1[i + 1] = entry_for(stack[i]);
	level2[0] = entry_for(level1);
	level3[0] = entry_for(level2);
	root[STACK_SLOT] = entry_for(level3);
}

static unsigned long __attribute__((noinline)) deeper(unsigned long depth)
{
	volatile char room[64];

	room[0] = (char)depth;
	return depth < ~0UL ? deeper(depth + 1) + (unsigned long)room[0] : 0;
}

static void go_deeper(void)
{
	print("# no guard page: %lu\n", deeper(0));
}

/* kernel_fatal() has to be called, which ends the domain. */
void overflow_stack(void)
{
	map_stack();
	on_stack(go_deeper, (void *)(STACK_BASE + (1 + STACK_PAGES) * 4096));
}

/* As a loader of 64-bit Linux kernels would. */
void enter_in_long_mode(void)
{
	((void (*)(void))low(hyper_start32))();
}
