/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal the domain is talked to on. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include <stdbool.h>
#include <sys/types.h>

/* Sees that descriptors 0, 1 and 2 are open, on the console if there is one. */
void console_first(void);

/*
 * Chooses the terminal of programs: path, or with null the one the kernel's console is on.
 * A path that cannot be opened ends through fail() with RUMPROAST_EXIT_CONFIGURATION.
 */
void console_choose(const char *path);

/* The path of the terminal. */
const char *console_terminal(void);

/*
 * Makes the terminal that of this session, before an interactive program is started. The first
 * program leads the session: if a program did, its end would be a hangup of the terminal, and
 * what it wrote last, as well as what others still write, would be lost.
 */
void console_take(void);

/* Gives the terminal the modes back that it had when it was taken. */
void console_restore(void);

/*
 * In a new process: if interactive, its standard files are the terminal and it becomes the
 * foreground process group. Else it starts a session of its own, with /dev/null as its standard
 * input and the terminal for output. user, who the process is to be, may open it by name.
 */
void console_attach(bool interactive, uid_t user);

#endif
