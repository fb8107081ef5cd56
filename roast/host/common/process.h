/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that run as long as a domain does. Nothing here ends this process, but for want of
 * memory.
 */
#ifndef ROAST_HOST_PROCESS_H
#define ROAST_HOST_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../../base/text.h"

/*
 * Starts argv in directory with standard input from /dev/null, output and errors to the file log,
 * which is emptied, and the descriptors in keep. It gets SIGTERM if this process dies. -1 with
 * errno if there cannot be one more process; what else goes wrong is in the log, and it ends with
 * 127.
 */
pid_t process_start(const struct texts *argv, const char *directory, const char *log,
		    const int *keep, size_t keep_count);
/*
 * The same, after what prepare, if not null, does in the new process; if that is false, it ends
 * with 127.
 */
pid_t process_start_prepared(const struct texts *argv, const char *directory, const char *log,
			     const int *keep, size_t keep_count, bool (*prepare)(const void *owner),
			     const void *owner);
/* The same as the first, with standard input and output at a descriptor of its own. */
pid_t process_start_on(const struct texts *argv, const char *directory, const char *log,
		       int stream);

/* Whether it ended within that time; *status is that of wait(2). */
bool process_wait(pid_t pid, int milliseconds, int *status);
/* Whether it has ended, without taking its status from who waits for it. */
bool process_has_ended(pid_t pid);
/* SIGTERM and, two seconds later, SIGKILL; its status is left to be waited for. */
void process_end(pid_t pid);
/* SIGKILL, and waits for it. */
void process_kill(pid_t pid);

/* What it has of this machine's memory, in bytes, and the time it had of the processors, in ns. */
uint64_t process_memory(pid_t pid);
uint64_t process_cpu_time(pid_t pid);

#endif
