/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a fuzz target is made of: one function that gives bytes to one parser.
 *
 * The parsers end the process through fail() where they refuse an input. Here fail() comes back
 * to the driver, which frees what the parser held: memory and file descriptors.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The target: parses size bytes, and returns or ends through fuzz_leave(). */
void fuzz_one(const uint8_t *data, size_t size);

/*
 * What is allocated once and kept by the parser or by a library is to be allocated here, before
 * the first input.
 */
void fuzz_begin(void);

/* What a parser does that refuses the input. */
void fuzz_leave(void) __attribute__((noreturn));

/* A text: the input with a zero behind it. Freed by the driver. */
char *fuzz_text(const uint8_t *data, size_t size);

/* The path of a file with these bytes; good until the end of this input. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* A directory that the driver empties after each input. */
const char *fuzz_directory(void);

/*
 * The next part of an input that is made of several texts with a zero byte between them; the end
 * of the input gives empty texts. Freed by the driver.
 */
char *fuzz_part(const uint8_t **data, size_t *size);

#endif
