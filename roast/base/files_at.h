/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files below an open directory, where somebody else may have put something.
 *
 * A name is one component of a path. Links are not followed, and what is opened is a regular file
 * with one name that belongs to this user or to root; so no FIFO or device holds anybody up, and no
 * link leads elsewhere. Functions return -1 or null with errno: EINVAL for what is no such file.
 */
#ifndef ROAST_FILES_AT_H
#define ROAST_FILES_AT_H

#include <stddef.h>
#include <sys/types.h>

/* The directory of this path, which may not itself be a link. */
int directory_open(const char *path);

/* flags and mode as of open(2). O_TRUNC takes effect when the file has been checked. */
int file_at_open(int directory, const char *name, int flags, mode_t mode);
/* All of a file of at most so many bytes (else EFBIG), with a zero behind it. size may be null. */
char *file_at_read(int directory, const char *name, size_t most, size_t *size);
/* Replaces the file as a whole, as file_try_write() does. */
int file_at_write(int directory, const char *name, const void *data, size_t size, mode_t mode);

/*
 * Fails with one line if another user could exchange path or anything on the way to it: every
 * directory and link there belongs to root, to this user or to the owner of roast's own program,
 * who could exchange that as well; and no other user can write to a directory, unless it is sticky.
 * What is missing is no mistake. what: in the line, where the path comes from.
 */
void place_check(const char *path, const char *what);
/*
 * The same for what can be made again. An ordinary user is only warned of a directory that others
 * can write to; roast has always taken such places from them.
 */
void place_check_cache(const char *path, const char *what);

#endif
