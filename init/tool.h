/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs of Debian's that set devices up, run one at a time and waited for.
 *
 * They are taken from the root file system, run as user 0 without a terminal, and know that
 * there is no udev. Their words are collected, not shown: whoever runs one says in a line of its
 * own what went wrong.
 */
#ifndef INIT_TOOL_H
#define INIT_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#define TOOL_WORDS_MAX 96

struct tool {
	const char *words[TOOL_WORDS_MAX + 1]; /* the arguments, from the program's name on */
	int count;
	const void *input; /* what it finds at its standard input; null: nothing */
	size_t input_size;

	int status;	   /* exit status; 128 + n if signal n ended it */
	char output[8192]; /* what it wrote to standard output, cut to fit */
	char said[600];	   /* what it wrote to standard error, as one line */
};

/* A tool with no words but its name, and no input. */
void tool_begin(struct tool *tool, const char *name);

/* Adds a word, which must stay as long as the tool; tool_option() two, or none if value is null. */
void tool_word(struct tool *tool, const char *word);
void tool_option(struct tool *tool, const char *option, const char *value);

/*
 * Runs the tool to its end; true if its status is 0. The pages that held the input are cleared.
 * Ends through fail() with RUMPROAST_EXIT_NOT_FOUND if there is no such program; where is the
 * place in the configuration that asks for it.
 */
bool tool_run(struct tool *tool, const char *where);

/* Whether there is a program of this name. */
bool tool_exists(const char *name);

#endif
