/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_EXEC_H
#define _ASM_RUMP_EXEC_H

/* Moves a program's first stack pointer down by a random amount, and aligns it. */
unsigned long arch_align_stack(unsigned long sp);

#endif
