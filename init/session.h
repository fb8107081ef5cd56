/* SPDX-License-Identifier: GPL-2.0 */
/* One session: the streams of a process, and what is known of it. For sessions.c and commands.c. */
#ifndef INIT_SESSION_H
#define INIT_SESSION_H

#include <sys/types.h>

#include "session_input.h"
#include "session_output.h"
#include "streams.h"

struct session {
	uint16_t number;
	pid_t pid; /* of its process; 0: not started yet */
	bool exited, terminal, input_wanted, reading_request;
	int status; /* as wait(2) has it, once exited */
	struct input input;
	struct output output, error;
	struct streams streams; /* the process's side */
	char terminal_path[24];
	char *request; /* what has come of FRAME_EXEC, requested bytes */
	size_t requested;
	struct session *next;
};

/* Makes its streams, both sides; false with errno. */
bool session_open(struct session *session);

/* Closes both, without a word. */
void session_close(struct session *session);

/* Closes the process's side, after the process has it. */
void session_close_process_side(struct session *session);

#endif
