/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUMP_KERNEL_CONSOLE_H
#define RUMP_KERNEL_CONSOLE_H

/* In a panic that came before any console: writes the kernel's log to the host side's. */
void rump_console_dump_unseen(void);

#endif
