/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flags of a verb, as docker and getopt_long(3) take them: -p 80:80, -p80:80, --publish 80:80,
 * --publish=80:80, -it for -i -t, "--" ends them. The table is also what --help and the shells'
 * completion are made of.
 */
#ifndef ROAST_OPTIONS_H
#define ROAST_OPTIONS_H

#include <stdbool.h>

#include "text.h"

enum option_kind {
	OPTION_SWITCH, /* bool *: becomes true */
	OPTION_TEXT,   /* char **: the last one counts */
	OPTION_TEXTS,  /* struct texts *: all count */
};

struct option_row {
	char letter;	  /* 0: has none */
	const char *name; /* without "--" */
	enum option_kind kind;
	const char *argument; /* what --help calls it: "HOST:DOMAIN" */
	const char *help;     /* one line */
	void *value;
};

/* The table ends with a row whose name is null. */
struct verb {
	const char *name;
	const char *usage;   /* "[FLAG]... PROGRAM [-- ARGUMENT...]" */
	const char *summary; /* one line, for roast --help */
	const char *details; /* for roast VERB --help; may be null */
	const struct option_row *options;
	bool has_program; /* its status is a program's; a failure of roast itself is STATUS_ROAST */
	bool options_first; /* flags end at the first other argument, as in docker run */
	/*
	 * arguments: what is left, arguments.texts[count] null. Returns the exit status.
	 */
	int (*run)(struct texts *arguments);
};

/* Every verb, in the order of --help; ends with null. roast/verbs.c */
extern const struct verb *const verbs[];

/*
 * Takes the flags out of argv (without the verb) into their values; arguments gets the rest. A
 * wrong flag ends through fail() with STATUS_USAGE.
 */
void options_take(const struct verb *verb, char **argv, struct texts *arguments);

/* The flags that all verbs have: --help, --quiet, --json. Ends with a row without a name. */
extern const struct option_row common_options[];

#endif
