/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel command line, split as the kernel splits it.
 */
#ifndef INIT_CMDLINE_H
#define INIT_CMDLINE_H

#include <stdbool.h>

/*
 * The next word of the line at *rest, which is changed: the word ends with a zero and *rest
 * moves behind it. Blanks inside double quotes belong to the word; quotes around a whole word,
 * or around all of what follows its first '=', are taken away. Null at the end of the line.
 */
char *cmdline_next(char **rest);

/*
 * Splits a line, which is changed, at the word "--": returns the words behind it, a list that
 * ends with null, to be freed by the caller; null if there is no such word. In the line only
 * what is before it remains.
 */
char **cmdline_arguments(char *line);

#endif
