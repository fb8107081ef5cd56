/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal the domain is talked to on. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include <stdbool.h>

/* Sees that descriptors 0, 1 and 2 are open, on the console if there is one. */
void console_first(void);

/*
 * Chooses the terminal of programs: path, or with null the one the kernel's console is on.
 * A path that cannot be opened ends through fail() with RUMPROAST_EXIT_CONFIGURATION.
 */
void console_choose(const char *path);

/*
 * In a new process: starts a session. If interactive, its standard input is the terminal,
 * which becomes its controlling terminal, else /dev/null; output goes to the terminal.
 */
void console_attach(bool interactive);

#endif
