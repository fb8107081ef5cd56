/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What other users of the machine see of this process in ps: /proc/PID/cmdline is everybody's to
 * read, and arguments may have a password in them.
 */
#ifndef ROAST_TITLE_H
#define ROAST_TITLE_H

/*
 * A copy of the arguments, for all that follows; in the process's own the values of -e and --env
 * are replaced by stars. To be called once, before anything else.
 */
char **title_begin(char **argv);

/* The text in place of all arguments and of the environment, which getenv() still has. */
void title_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
