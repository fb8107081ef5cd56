/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page table of HYPER_WINDOW.
 */
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>
#include <rumproast/x86/pagetable.h>

#include "x86/machine.h"
#include "x86/window.h"

uint64_t window_table[512] __attribute__((aligned(4096)));

void *window_map(enum window_slot slot, uint64_t physical, enum window_kind kind)
{
	uint64_t entry = HYPER_PTE_PRESENT | HYPER_PTE_WRITE | HYPER_PTE_ACCESSED |
			 HYPER_PTE_DIRTY | HYPER_PTE_NO_EXECUTE;
	uint64_t address = HYPER_WINDOW + slot * PAGE;

	if (kind == WINDOW_DEVICE)
		entry |= HYPER_PTE_UNCACHED | HYPER_PTE_WRITE_THROUGH;
	WRITE_ONCE(window_table[slot], entry | (physical & HYPER_PTE_ADDRESS));
	hyper_x86_flush_page(address);
	return (char *)address + physical % PAGE;
}
