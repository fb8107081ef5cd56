/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs whose first process ends when it has put a service into the background ("forks").
 *
 * The service's processes are all that are neither of another program nor of a command: who they
 * descend from is not known any more.
 */
#ifndef INIT_SERVICE_H
#define INIT_SERVICE_H

#include <stdbool.h>
#include <sys/types.h>

struct program;

/* Whether a process of the service is left; programs: all of them. */
bool service_lives(struct program *programs, struct program *program);

/* To the service's main process if that is known, or to all. */
void service_stop(struct program *programs, struct program *program, int signal);
void service_signal_all(struct program *programs, struct program *program, int signal);

/* A process of no program has ended; it may have been the service's. */
void service_reaped(struct program *program, pid_t pid, int status);

#endif
