/* SPDX-License-Identifier: GPL-2.0 */
/* A program of the domain: how it is to run, and the process it runs as. */
#ifndef INIT_PROGRAM_H
#define INIT_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "accounts.h"
#include "loop.h"

struct json;

enum restart { RESTART_NEVER, RESTART_ON_FAILURE, RESTART_ALWAYS };

struct program {
	const char *name;
	char **argv; /* ends with null */
	char **environment;
	const char *workdir;
	struct account account;
	struct json *limits, *default_limits;
	enum restart restart;
	long restart_delay; /* seconds */
	int stop_signal;
	long stop_timeout; /* seconds */
	bool interactive;  /* has the console as its standard input */

	pid_t pid;  /* 0: not running */
	bool ended; /* for good: it will not be started again */
	int status; /* as wait(2) has it; meaningful once it has run */
	struct loop_timer restart_timer;
	struct program *next;
};

/*
 * Makes the list of programs from the settings, in their order. Ends through fail() with
 * RUMPROAST_EXIT_CONFIGURATION if a user does not exist, an argv is empty and the like.
 */
struct program *programs_prepare(struct json *settings);

/* Starts the program as a new process; a failure to is seen as that process' exit status. */
void program_start(struct program *program);

/* The value of a variable in the program's environment, or null. */
const char *program_variable(const struct program *program, const char *name);

#endif
