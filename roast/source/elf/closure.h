/* SPDX-License-Identifier: GPL-2.0 */
/* The files that programs need to start, and how they are found. */
#ifndef ROAST_SOURCE_CLOSURE_H
#define ROAST_SOURCE_CLOSURE_H

#include "../common/origin.h"
#include "elf.h"

/* Work in progress: what has been looked at, and what could not be found. */
struct closure {
	struct tree *tree;
	struct origin origin;
	struct text_set done; /* paths */
	struct texts missing; /* pairs: a program, and what it needs */
	unsigned int imports; /* of all that was looked at */
};
void closure_begin(struct closure *closure, struct tree *tree, const struct tree *from);
/* The file and all it needs; path leads to it in the tree or in the origin. */
void closure_file(struct closure *closure, const char *path);
/* What the C library opens by itself for the functions that were seen to be called. */
void closure_extras(struct closure *closure);
/* Fails with one line that names all that is missing, with the packages that have it. */
void closure_end(struct closure *closure);

/*
 * A directory of the origin with all that is below it, as far as wanted says (null: all).
 */
void closure_directory(struct closure *closure, const char *path, bool (*wanted)(const char *path));

/* The interpreter line of a script: its words; false if there is none. */
bool script_words(const struct tree *tree, const struct node *node, struct texts *words);
/* Where a command is that PATH leads to, in the tree or else in the origin: the caller's. */
char *closure_command(const struct closure *closure, const char *name);

/* Where a loader looks for a library; all in order, with $ORIGIN and the like replaced. */
struct search {
	struct texts directories;
	size_t own;	 /* how many of them the file itself names */
	size_t standard; /* index of the first that the loader knows without a cache */
};
void search_make(struct search *search, const struct closure *closure, const struct elf_file *elf,
		 const char *path, const struct texts *inherited, bool musl);
void search_expand(struct texts *directories, const char *list, const char *path);

/* "the package libfoo1 has it", or how to find out; the caller's. */
char *package_of_library(const char *name);
/* The same of a command, and of a file by its path. */
char *package_of_command(const char *name);
char *package_of_file(const char *path);

#endif
