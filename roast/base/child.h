/* SPDX-License-Identifier: GPL-2.0 */
/* Other programs, run without a shell. */
#ifndef ROAST_CHILD_H
#define ROAST_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* The path of a program in PATH, or null; the caller's. */
char *child_path(const char *program);
/* Whether there is one. */
bool child_exists(const char *program);

/* Ends through fail() with STATUS_TOOL and "PROGRAM is missing: install the package PACKAGE". */
void child_need(const char *program, const char *package);

/*
 * Runs argv to its end with standard input from /dev/null. Its output, up to 16 MB with a zero
 * behind it, is *output's (null: passed on to standard error); what it says on standard error,
 * its last line, is *complaint's (null: passed on). Returns its status as a shell counts it.
 */
int child_run(const struct texts *argv, char **output, char **complaint);

/* As child_run(); fails with the complaint's last line when the status is not 0. */
char *child_output(const struct texts *argv);

#endif
