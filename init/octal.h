/* SPDX-License-Identifier: GPL-2.0 */
/* Paths as the kernel writes them in files of /proc. */
#ifndef INIT_OCTAL_H
#define INIT_OCTAL_H

/* Puts back, in place, what stands as \ooo: blanks, tabs, newlines and backslashes. */
void decode_octal(char *text);

#endif
