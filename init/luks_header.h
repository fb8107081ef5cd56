/* SPDX-License-Identifier: GPL-2.0 */
/* The header of a LUKS volume, looked at before anything is done with it. */
#ifndef INIT_LUKS_HEADER_H
#define INIT_LUKS_HEADER_H

/*
 * Reads the headers of the disk at path, LUKS1's or the two of LUKS2 with their checksums, and
 * says what is wrong with them, or null.
 */
const char *luks_header_problem(const char *path);

#endif
