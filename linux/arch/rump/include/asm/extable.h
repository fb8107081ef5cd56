/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exception table, in the format that the build's sorting tool takes an x86-64 image to
 * have. A fault in kernel code at insn continues at fixup; data is not used.
 */
#ifndef _ASM_RUMP_EXTABLE_H
#define _ASM_RUMP_EXTABLE_H

struct exception_table_entry {
	int insn, fixup, data;
};

struct pt_regs;

#define ARCH_HAS_RELATIVE_EXTABLE

#define swap_ex_entry_fixup(a, b, tmp, delta)                                                      \
	do {                                                                                       \
		(a)->fixup = (b)->fixup + (delta);                                                 \
		(b)->fixup = (tmp).fixup - (delta);                                                \
		(a)->data = (b)->data;                                                             \
		(b)->data = (tmp).data;                                                            \
	} while (0)

/* Whether a fault at regs->ip is expected; then regs continue at the fixup. Any context. */
bool fixup_exception(struct pt_regs *regs);

#endif
