/* SPDX-License-Identifier: GPL-2.0 */
/* Whole small files, read and written at once. */
#ifndef INIT_FILES_H
#define INIT_FILES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The content of a file of at most most bytes, with a terminating zero, to be freed by the
 * caller; its size in *size unless that is null. Null with errno: EFBIG if it is larger.
 */
char *file_read(const char *path, size_t most, size_t *size);

/* As file_read() into a buffer, cut to fit, without a newline at the end; false with errno. */
bool file_read_line(const char *path, char *line, size_t size);

/* Writes text over an existing file with a single write(2); false with errno. */
bool file_write(const char *path, const char *text);

#endif
