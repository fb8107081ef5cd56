/* SPDX-License-Identifier: GPL-2.0 */
/* BUG() and WARN() are an UD2 with an entry in the bug table. */
#ifndef _ASM_RUMP_BUG_H
#define _ASM_RUMP_BUG_H

#include <linux/instrumentation.h>
#include <linux/objtool.h>
#include <linux/stringify.h>

#define INSN_UD2 0x0b0f
#define LEN_UD2 2

#ifdef CONFIG_GENERIC_BUG
#define _BUG_TRAP(flags_)                                                                          \
	asm_inline volatile("1:\tud2\n"                                                            \
			    ".pushsection __bug_table,\"aw\"\n"                                    \
			    "2:\t.long 1b - .\n\t" _BUG_ENTRY_PLACE ".word %c[flags]\n"            \
			    "\t.org 2b + %c[size]\n"                                               \
			    ".popsection"                                                          \
			    :                                                                      \
			    : _BUG_OPERANDS [flags] "i"(flags_),                                   \
			      [size] "i"(sizeof(struct bug_entry)))

#ifdef CONFIG_DEBUG_BUGVERBOSE
#define _BUG_ENTRY_PLACE ".long %c[file] - .\n\t.word %c[line]\n\t"
#define _BUG_OPERANDS [file] "i"(__FILE__), [line] "i"(__LINE__),
#else
#define _BUG_ENTRY_PLACE ""
#define _BUG_OPERANDS
#endif
#else
#define _BUG_TRAP(flags_) asm volatile("ud2")
#endif

#define HAVE_ARCH_BUG
#define BUG()                                                                                      \
	do {                                                                                       \
		instrumentation_begin();                                                           \
		_BUG_TRAP(0);                                                                      \
		__builtin_unreachable();                                                           \
	} while (0)

#define __WARN_FLAGS(flags)                                                                        \
	do {                                                                                       \
		__auto_type __warn = BUGFLAG_WARNING | (flags);                                    \
		instrumentation_begin();                                                           \
		_BUG_TRAP(__warn);                                                                 \
		instrumentation_end();                                                             \
	} while (0)

#include <asm-generic/bug.h>

#endif
