// SPDX-License-Identifier: GPL-2.0
/* Faults that kernel code expects. */
#include <linux/extable.h>
#include <asm/extable.h>
#include <asm/ptrace.h>

bool fixup_exception(struct pt_regs *regs)
{
	const struct exception_table_entry *entry = search_exception_tables(regs->ip);

	if (!entry)
		return false;
	regs->ip = (unsigned long)&entry->fixup + entry->fixup;
	return true;
}
