/* SPDX-License-Identifier: GPL-2.0 */
/* Why a program could not be executed, in words and as a status. */
#ifndef INIT_DIAGNOSE_H
#define INIT_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Finds a program as a shell does: a name without a slash in the folders of search, of which
 * the first executable counts, else the first there is. False: not found.
 */
bool diagnose_find(const char *name, const char *search, char *path, size_t size);

/*
 * Explains the error that execve(2) gave for path, looking at the file: the reason in words,
 * and as the result RUMPROAST_EXIT_CANNOT_EXECUTE or RUMPROAST_EXIT_NOT_FOUND.
 */
int diagnose_exec(const char *path, int error, char *reason, size_t size);

/*
 * Names a shared library that the program at path needs, directly or through others, and that
 * is in none of the places the dynamic linker looks at; library_path is LD_LIBRARY_PATH or
 * null. False: none is missing, or the file is not a dynamic program.
 */
bool diagnose_libraries(const char *path, const char *library_path, char *library, size_t size);

#endif
