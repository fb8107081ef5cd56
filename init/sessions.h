/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sessions of the control channel: the domain's program, and commands that the host asked for.
 */
#ifndef INIT_SESSIONS_H
#define INIT_SESSIONS_H

#include <stdbool.h>
#include <sys/types.h>

#include "../control/frame.h"

struct program;

#define SESSION_PROGRAM 1

/*
 * Once there is a channel: makes the program's session, as the first of the programs wants it,
 * and has all programs write to it.
 */
void sessions_prepare(struct program *programs);

/*
 * A nonblocking descriptor, the caller's, of where the program writes its errors; -1 without a
 * channel.
 */
int sessions_error_stream(void);

/* The size of the program's terminal, if it has one: before it starts. */
void sessions_resize(uint16_t rows, uint16_t columns);

/* The host has answered; a frame of it that is about a session. */
void sessions_greeted(void);
void sessions_take(const struct frame *frame);

/* The queue has room again. */
void sessions_update(void);

/* The first program runs as this process; it could not be started, status and text say why. */
void sessions_program_started(pid_t pid);
void sessions_program_failed(int status, const char *text);

/* A process has ended: whether it was a command's. */
bool sessions_reaped(pid_t pid, int status);

/* Whether the process is of a command, by the session (setsid(2)) it is in. */
bool sessions_has(pid_t session);

/* No process is left: what they wrote is sent from now on as the host allows. */
void sessions_drain(void);
bool sessions_have_output(void);

#endif
