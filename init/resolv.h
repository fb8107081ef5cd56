/* SPDX-License-Identifier: GPL-2.0 */
/* /etc/resolv.conf: which name servers programs ask. */
#ifndef INIT_RESOLV_H
#define INIT_RESOLV_H

#include "formats.h"

/* What one source, an interface or the settings, contributes. */
struct resolv_entry {
	struct network servers[8];
	int server_count;
	char search[256]; /* domains, separated by blanks */
	int index;	  /* of the interface, for link-local servers; 0: none */
};

/*
 * Writes the file from the entries, in their order, if they name any server, or did before; does
 * nothing if nothing has changed. Where /etc cannot be written, the file lies in /run and is
 * mounted over the one in /etc. Failures are warned of.
 */
void resolv_write(const struct resolv_entry *const *entries, int count);

#endif
