/* SPDX-License-Identifier: GPL-2.0 */
/* The two halves of the program: before the crash, after the crash. */
#ifndef RUMPROAST_DURABLE_H
#define RUMPROAST_DURABLE_H

#include <stdbool.h>
#include <stdint.h>

/* Makes the folder path and works in it until the end. Ends the program with 1 on an error. */
void write_forever(uint64_t seed, unsigned int writer, const char *path) __attribute__((noreturn));

/*
 * Whether all that was acknowledged is there; if not, says on standard output what is not. Ends
 * the program with 2 if something cannot be read.
 */
bool check(uint64_t seed, unsigned int writer, const char *path, uint64_t acknowledged);

/* The name of a file; name has room for 16 bytes. */
void slot_name(unsigned int slot, char *name);

#endif
