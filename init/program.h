/* SPDX-License-Identifier: GPL-2.0 */
/* A program of the domain: how it is to run, and the process it runs as. */
#ifndef INIT_PROGRAM_H
#define INIT_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "accounts.h"
#include "capabilities.h"
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
	struct capabilities capabilities;
	enum restart restart;
	long restart_delay; /* seconds */
	int stop_signal;
	long stop_timeout; /* seconds */
	bool interactive; /* has the console, or a terminal in place of it, as its standard input */
	const struct streams *streams; /* in place of the console; or null */

	struct json *before, *directories;
	bool forks;
	const char *pid_file; /* or null */

	pid_t pid;	 /* 0: not running */
	bool ended;	 /* for good: it will not be started again */
	size_t prepared; /* commands of before that have been started */
	bool preparing;	 /* the process is one of these */
	bool background; /* its first process has gone and left a service; pid is 0 */
	pid_t service;	 /* the process that pid_file names; 0: not known */
	int status;	 /* as wait(2) has it; meaningful once it has run */
	bool for_memory; /* the kernel killed a process for want of memory before it ended so */
	struct loop_timer restart_timer;
	struct program *next;
};

/*
 * Makes the list of programs from the settings, in their order. Ends through fail() with
 * RUMPROAST_EXIT_CONFIGURATION if a user does not exist, an argv is empty and the like.
 */
struct program *programs_prepare(struct json *settings);

/*
 * Makes a process of the program. *status is 0 if it has become the program, else one of
 * rumproast/exit.h, with the reason in words, and the process ends with that status; -1 if there
 * is not even a process.
 */
pid_t program_spawn(const struct program *program, char *reason, size_t size, int *status);

/* The texts of a list, with null at the end; the array is the caller's. */
char **program_words(struct json *list);

/*
 * Adds a variable of the form NAME=VALUE to a list that has room for it, or replaces the one that
 * is there; the list keeps the text.
 */
void environment_set(char **environment, char *variable);

/* The value of a variable in the program's environment, or null. */
const char *program_variable(const struct program *program, const char *name);

#endif
