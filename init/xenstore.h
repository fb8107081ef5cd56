/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A client of xenstore, through the kernel's device /dev/xen/xenbus.
 *
 * Paths are relative to the domain's own directory. One request at a time, no transactions, no
 * watches; answers are checked before use. All calls may wait for xenstored.
 */
#ifndef INIT_XENSTORE_H
#define INIT_XENSTORE_H

#include <stdbool.h>
#include <stddef.h>

/* What an answer's payload may measure (XENSTORE_PAYLOAD_MAX in xen/io/xs_wire.h). */
#define XENSTORE_PAYLOAD 4096

struct xenstore {
	int fd;
	unsigned int request; /* number of the latest request */
};

/* False where there is no xenstore: not on Xen. */
bool xenstore_open(struct xenstore *store);
void xenstore_close(struct xenstore *store);

/*
 * The value of a node, with a terminating zero that *size does not count, to be freed by the
 * caller. Null with errno: ENOENT if there is no such node, EPROTO if an answer is malformed.
 */
char *xenstore_read(struct xenstore *store, const char *path, size_t *size);

/* The names of a node's children, each with a terminating zero; otherwise as xenstore_read(). */
char *xenstore_list(struct xenstore *store, const char *path, size_t *size);

/* Sets the value of a node, creating it; false with errno. */
bool xenstore_write(struct xenstore *store, const char *path, const char *value);

/* Removes a node and all below it; false with errno. */
bool xenstore_remove(struct xenstore *store, const char *path);

#endif
