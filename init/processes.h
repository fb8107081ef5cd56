/* SPDX-License-Identifier: GPL-2.0 */
/* The processes of the domain, from /proc. */
#ifndef INIT_PROCESSES_H
#define INIT_PROCESSES_H

#include <sys/types.h>

struct process {
	pid_t pid, group, session;
};

/*
 * Shows visit each process that runs programs: not this one, no thread of the kernel, none that
 * has ended. How many it liked.
 */
int processes_each(int (*visit)(const struct process *process, void *data), void *data);

#endif
