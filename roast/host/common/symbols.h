/* SPDX-License-Identifier: GPL-2.0 */
/* Which file has the symbols of a kernel: the one that the linker made at the same time. */
#ifndef ROAST_HOST_SYMBOLS_H
#define ROAST_HOST_SYMBOLS_H

/*
 * The kernel itself, if it has symbols, else one in FOLDER/NAME/vmlinux with the same build id, for
 * each of the folders; null if there is none. The caller's. folders ends with null.
 */
char *symbols_find(const char *kernel, const char *const *folders);

#endif
