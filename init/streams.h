/* SPDX-License-Identifier: GPL-2.0 */
/* What a process has as its standard files, when that is not the console. */
#ifndef INIT_STREAMS_H
#define INIT_STREAMS_H

#include <sys/types.h>

struct streams {
	int standard[3];      /* descriptors for 0, 1 and 2; -1: /dev/null */
	const char *terminal; /* or all three are this terminal, which it is controlled by */
};

/*
 * In a new process: makes them its standard files, in a session of its own. A terminal becomes the
 * user's, who may open it by name.
 */
void streams_attach(const struct streams *streams, uid_t user);

#endif
