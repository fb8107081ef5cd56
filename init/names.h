/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of hosts and domains that come from the network. What has another form than a name never
 * gets into a file: it could hold blanks and newlines.
 */
#ifndef INIT_NAMES_H
#define INIT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_SIZE 254 /* of the longest name, with its terminating zero */

/*
 * Whether text is a name: labels of 1 to 63 letters, digits, hyphens and underscores with dots
 * between them, none beginning with a hyphen, 253 bytes at the most.
 */
bool name_is_valid(const char *text);

/* Adds a name to a list with blanks between its elements, unless it is there or does not fit. */
void name_add(char *list, size_t size, const char *name);

/*
 * Reads names as DNS messages have them (RFC 1035, 3.1), one after another, and adds those that
 * are valid to list. A name may end in a pointer to an earlier one if compressed says so
 * (RFC 3397); a malformed one is the last.
 */
void names_read(const unsigned char *bytes, size_t size, bool compressed, char *list,
		size_t list_size);

#endif
