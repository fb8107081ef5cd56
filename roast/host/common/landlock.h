/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Landlock: a process gives up the file system, the network and others' signals, but for what it
 * names. See landlock(7). Nothing here ends the process.
 */
#ifndef ROAST_HOST_LANDLOCK_H
#define ROAST_HOST_LANDLOCK_H

#include <stdbool.h>

enum landlock_way {
	LANDLOCK_READ,	  /* files and what is below folders */
	LANDLOCK_EXECUTE, /* the same, and to execute it */
	LANDLOCK_WRITE,	  /* to read and write a file or device */
	LANDLOCK_ALL,	  /* and to make and remove what is below a folder */
};

/* What is given up. */
enum landlock_scope {
	LANDLOCK_EVERYTHING, /* the network and the signals of others, too */
	LANDLOCK_FILES,	     /* the network stays: it is what the process is for */
};

/*
 * A set of what stays allowed; -1 with errno where this kernel cannot (ENOSYS, EOPNOTSUPP), or is
 * too old to let files be renamed between folders at all.
 */
int landlock_begin(enum landlock_scope scope);
/* A path that is not there is no error: nothing is allowed of it. False with errno. */
bool landlock_allow(int set, const char *path, enum landlock_way way);
/* From now on, for this process and its children; set is closed. It may gain no privileges. */
bool landlock_enter(int set);

#endif
