/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ROAST_EXPORT_COMPRESS_H
#define ROAST_EXPORT_COMPRESS_H

/*
 * A copy of a file for a boot loader that reads slowly, through a BIOS, and unpacks fast: with
 * gzip, the same bytes for the same content; name is what it is called in the temporary
 * directory. Its path, the caller's.
 */
char *compressed_copy(const char *path, const char *name);

#endif
