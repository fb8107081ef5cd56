/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines for the person who runs the domain: one line each, on the console.
 */
#ifndef INIT_SAY_H
#define INIT_SAY_H

#include <stdbool.h>
#include <stddef.h>

/* Prints "rumproast: " and the formatted text as one line; keeps errno. Never fails. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As say(), for warnings: what went wrong does not keep the programs from running. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the line and ends the domain (or the checking process) with status. */
void fail(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn, cold));

/* What fail() does after its line; set once by main(). Must not return. */
extern void (*fail_ends)(int status);

/* The text of the last fail() of this process, without what every line begins with; or null. */
const char *fail_text(void);

/*
 * Null, or what takes lines that are not for the console: given the line without newline, it says
 * whether it took it.
 */
extern bool (*say_elsewhere)(const char *line, size_t size);

#endif
