// SPDX-License-Identifier: GPL-2.0
/* The two sides of a session's streams. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal.h"

#define OURS_OF_INPUT 1
#define OURS_OF_OUTPUT 0

/* A pipe of which one end is nonblocking; *theirs gets the other. -1 with errno. */
static int open_pipe(int ours, int *theirs)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	fcntl(ends[ours], F_SETFL, O_NONBLOCK);
	*theirs = ends[!ours];
	/* Programs of any user may open it again as /dev/stdout. Who has no descriptor of it
	 * cannot find it, so this lets nobody else in. */
	fchmod(*theirs, 0666);
	return ends[ours];
}

static bool open_pipes(struct session *session)
{
	int input = -1, output, error;

	if (session->input_wanted)
		input = open_pipe(OURS_OF_INPUT, &session->streams.standard[0]);
	output = open_pipe(OURS_OF_OUTPUT, &session->streams.standard[1]);
	error = open_pipe(OURS_OF_OUTPUT, &session->streams.standard[2]);
	if (input >= 0)
		input_open(&session->input, input, false);
	if (output >= 0)
		output_open(&session->output, output);
	if (error >= 0)
		output_open(&session->error, error);
	return (input >= 0 || !session->input_wanted) && output >= 0 && error >= 0;
}

/* The loop tells descriptors apart by their numbers, so each direction has its own. */
static bool open_terminal(struct session *session)
{
	struct terminal terminal;
	int input;

	if (!terminal_open(&terminal))
		return false;
	output_open(&session->output, terminal.fd);
	input = fcntl(terminal.fd, F_DUPFD_CLOEXEC, 0);
	if (input < 0)
		return false;
	input_open(&session->input, input, true);
	snprintf(session->terminal_path, sizeof(session->terminal_path), "%s", terminal.path);
	session->streams.terminal = session->terminal_path;
	return true;
}

bool session_open(struct session *session)
{
	return session->terminal ? open_terminal(session) : open_pipes(session);
}

void session_close_process_side(struct session *session)
{
	int error = errno;

	for (int standard = 0; standard < 3; standard++) {
		if (session->streams.standard[standard] >= 0)
			close(session->streams.standard[standard]);
		session->streams.standard[standard] = -1;
	}
	errno = error;
}

void session_close(struct session *session)
{
	session->input.count = 0;
	input_close(&session->input);
	output_close(&session->output);
	output_close(&session->error);
	session_close_process_side(session);
}
