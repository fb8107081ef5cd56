/* SPDX-License-Identifier: GPL-2.0 */
/* This process's standard input, output and error. */
#ifndef ROAST_STANDARD_H
#define ROAST_STANDARD_H

#include <stdbool.h>

/*
 * Opens /dev/null for each of the three that the caller has closed, as cron and systemd may: else
 * the next file that is opened would be taken for one of them. To be called first of all.
 */
void standard_open(void);

/* Whether nobody reads standard output any more. */
bool standard_output_is_gone(void);

/*
 * Writes out what is buffered for standard output. A reader that has gone, as in `roast ps | head`,
 * ends the process as SIGPIPE does, without a word; another error ends through fail().
 */
void standard_output_end(void);

/*
 * Asks the user on the terminal before something is removed. Returns if the answer is yes. Fails
 * if it is no, and with STATUS_USAGE and the flag to use where nobody can be asked. verb: for the
 * line; what: "this removes WHAT".
 */
void standard_confirm(const char *verb, const char *what);

#endif
