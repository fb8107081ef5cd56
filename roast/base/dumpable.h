/* SPDX-License-Identifier: GPL-2.0 */
/* Whether other processes of this user may look into this one. Errors are false. */
#ifndef ROAST_DUMPABLE_H
#define ROAST_DUMPABLE_H

#include <stdbool.h>

/* From now on nobody but root may, in the children either: it has been root's memory. */
bool dumpable_never(void);
/*
 * For a child that is about to execute another program, and needs its own files in /proc: they
 * belong to root as long as a process is not dumpable. False after dumpable_never().
 */
bool dumpable_before_exec(void);

#endif
