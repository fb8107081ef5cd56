/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files of the machine roast runs on. What cannot be done ends through fail() with one line,
 * unless a function says otherwise. Results belong to the caller.
 */
#ifndef ROAST_FILES_H
#define ROAST_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All of a file, with a zero behind it; size may be null. */
char *file_read(const char *path, size_t *size);
/* As file_read(), but null with errno if it cannot be read. */
char *file_try_read(const char *path, size_t *size);

/*
 * Replaces path as a whole: a reader, or a crash, sees the old content or the new one, never a
 * part. Synced to disk.
 */
void file_write(const char *path, const void *data, size_t size, mode_t mode);
/* The same; -1 with errno if it cannot be done. */
int file_try_write(const char *path, const void *data, size_t size, mode_t mode);

bool file_exists(const char *path);	  /* anything of that name */
bool file_is_directory(const char *path); /* links are followed */
bool file_is_regular(const char *path);	  /* links are followed */

/* The permissions less what the umask takes away. */
mode_t file_mode(mode_t wanted);
/* The same, and the owner's alone if path is a file that not every user may read. */
mode_t file_mode_like(mode_t wanted, const char *path);
/*
 * Copies the content, cloned where the file system can. The copy has the permissions of
 * file_mode_like(mode, from).
 */
void file_copy(const char *from, const char *to, mode_t mode);

/* The directory and its parents, where they are missing. */
void directory_make(const char *path, mode_t mode);
/* Everything below path, and it; links are not followed; what is not there is no error. */
void directory_remove(const char *path);

/* A new directory, private to the user, that is removed when this process ends, in any way but
 * SIGKILL. A forked process does not remove it. */
const char *temporary_directory(void);

/* Removes path, a file or a directory, when this process ends before temporary_keep(path): an
 * output half-written. */
void temporary_file(const char *path);
void temporary_keep(const char *path);

/*
 * Where things are. Installed, below PREFIX/lib/rumproast; in the project's own tree, found
 * through the executable's path, its sources and build/.
 */
const char *installed_file(const char *name); /* "init", "recipes", "image/unpack-packages" ... */
/* $XDG_CACHE_HOME/roast or ~/.cache/roast; for root /var/cache/roast. Made. */
const char *cache_directory(void);

/* SHA-256 of a file's content, 64 hex digits. */
char *file_digest(const char *path);

#endif
