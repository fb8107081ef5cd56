/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program that makes trees of files and says what is in them, in a domain as on the host: what
 * the host's kernel makes of the same calls is what the domain's has to make.
 *
 * Error policy: a call that fails ends the program with status 1 and a line that names it.
 */
#ifndef RUMPROAST_TREES_H
#define RUMPROAST_TREES_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stddef.h>
#include <stdint.h>

/* What a file system can hold; each is a letter of the program's FEATURES. */
#define FEATURE_SYMBOLIC_LINKS 'l'
#define FEATURE_HARD_LINKS 'h'
#define FEATURE_MODES 'm'
#define FEATURE_ATTRIBUTES 'x'
#define FEATURE_LONG_NAMES 'n' /* 255 bytes; else 120 */
#define FEATURE_HOLES 'f'      /* fallocate() with PUNCH_HOLE */

extern const char *features;

int has_feature(char feature);

/* Ends the program unless the condition holds; text says what was tried. */
void must(int holds, const char *text, const char *name);

/* Bytes that depend on the seed and nothing else; a state of 0 is not allowed. */
void random_bytes(uint64_t *state, void *buffer, size_t size);

/* A checksum of what came before and these bytes; begins with 0. */
uint64_t checksum(uint64_t before, const void *bytes, size_t size);

/* make.c: in the working directory. */
void make_tree(uint64_t seed);

/* fill.c: writes until there is no room, takes it away again. */
void fill(void);

/* sum.c: what is in the working directory; and how that differs from a list (or null). */
void list_tree(void);
void sum_tree(const char *expected);

#endif
