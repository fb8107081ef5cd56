/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes that are written as text. */
#ifndef INIT_ENCODING_H
#define INIT_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Decodes *size bytes in place and sets *size to what remains. encoding is "raw" (nothing is
 * done), "hex" or "base64" (RFC 4648); blanks and ends of lines do not count. False: the bytes
 * are not of that form.
 */
bool decode_bytes(const char *encoding, char *bytes, size_t *size);

#endif
