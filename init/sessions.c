// SPDX-License-Identifier: GPL-2.0
/* The list of sessions, and what frames and ends of processes do to them. */
#include "sessions.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../include/rumproast/config.h"
#include "../include/rumproast/exit.h"
#include "commands.h"
#include "console.h"
#include "control.h"
#include "program.h"
#include "say.h"
#include "session.h"
#include "supervise.h"
#include "terminal.h"

#define COMMANDS_MAX 64

static struct session *sessions; /* the program's is the last */
static struct session program_session;
static struct streams others; /* of the other programs */
static int command_count;

static struct session *session_find(uint16_t number)
{
	for (struct session *session = sessions; session; session = session->next)
		if (session->number == number)
			return session;
	return NULL;
}

static void remove_session(struct session *session)
{
	struct session **link = &sessions;

	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
	session_close(session);
	command_count--;
	free(session->input.bytes);
	free(session->request);
	free(session);
}

static void tell_exit(const struct session *session)
{
	int status = session->status;
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	uint8_t payload[2] = { (uint8_t)(signal ? RUMPROAST_EXIT_SIGNAL + signal
						: WEXITSTATUS(status)),
			       (uint8_t)signal };

	control_send(FRAME_EXIT, session->number, payload, sizeof(payload));
}

/* A command is over when its process is, and all it has written is on the way. */
static bool is_over(const struct session *session)
{
	return session != &program_session && session->exited && session->output.source.fd < 0 &&
	       session->error.source.fd < 0;
}

static void remove_those_over(struct loop_timer *timer)
{
	struct session *next;

	(void)timer;
	for (struct session *session = sessions; session; session = next) {
		next = session->next;
		if (is_over(session)) {
			tell_exit(session);
			remove_session(session);
		}
	}
}

/* Not at once: whoever ends a stream may be about to look at the session's others. */
static void settle(const struct session *session)
{
	static struct loop_timer timer = { .fire = remove_those_over };

	if (is_over(session))
		loop_timer_start(&timer, 0);
}

static void output_ended(struct output *output)
{
	struct session *session = session_find(output->session);

	if (session)
		settle(session);
}

static void prepare_streams(struct session *session, uint16_t number)
{
	session->number = number;
	session->input.session = session->output.session = session->error.session = number;
	session->input.source.fd = session->output.source.fd = session->error.source.fd = -1;
	session->output.type = FRAME_OUTPUT;
	session->error.type = FRAME_ERROR;
	session->output.ended = session->error.ended = output_ended;
	session->streams = (struct streams){ .standard = { -1, -1, -1 } };
	session->next = sessions;
	sessions = session;
}

void sessions_prepare(struct program *programs)
{
	struct session *session = &program_session;

	if (!control_is_configured() || !programs)
		return;
	prepare_streams(session, SESSION_PROGRAM);
	session->terminal = programs->interactive;
	session->input_wanted = true;
	if (!session_open(session))
		fail(RUMPROAST_EXIT_CONFIGURATION, "the program gets no %s: %s",
		     session->terminal ? "terminal" : "pipes", strerror(errno));
	if (session->terminal) {
		console_choose(session->terminal_path);
		return;
	}
	others = session->streams;
	others.standard[0] = -1;
	for (struct program *program = programs; program; program = program->next)
		program->streams = program == programs ? &session->streams : &others;
}

int sessions_error_stream(void)
{
	char path[32];

	if (!sessions)
		return -1;
	if (program_session.terminal)
		return open(program_session.terminal_path,
			    O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	/* A descriptor of its own: that of programs has to stay one that blocks. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", program_session.streams.standard[2]);
	return open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

void sessions_resize(uint16_t rows, uint16_t columns)
{
	if (sessions && program_session.terminal)
		terminal_resize(program_session.output.source.fd, rows, columns);
}

void sessions_greeted(void)
{
	if (sessions)
		input_begin(&program_session.input);
}

void sessions_program_started(pid_t pid)
{
	uint8_t payload[4];

	frame_put_u32(payload, (uint32_t)pid);
	control_send(FRAME_STARTED, SESSION_PROGRAM, payload, sizeof(payload));
}

static void tell_failure(uint16_t number, int status, const char *text)
{
	size_t size = strlen(text);
	uint8_t payload[1024] = { (uint8_t)status };

	if (size > sizeof(payload) - 1)
		size = sizeof(payload) - 1;
	memcpy(payload + 1, text, size);
	control_send(FRAME_FAILED, number, payload, size + 1);
}

void sessions_program_failed(int status, const char *text)
{
	tell_failure(SESSION_PROGRAM, status, text);
}

static void start(struct session *session)
{
	char reason[600];
	uint16_t number = session->number;
	int status = command_start(session, reason, sizeof(reason));
	uint8_t payload[4];

	if (status) {
		remove_session(session);
		tell_failure(number, status, reason);
		return;
	}
	frame_put_u32(payload, (uint32_t)session->pid);
	control_send(FRAME_STARTED, number, payload, sizeof(payload));
	if (session->input.source.fd >= 0)
		input_begin(&session->input);
}

static struct session *new_session(uint16_t number)
{
	struct session *session;

	if (command_count == COMMANDS_MAX) {
		tell_failure(number, RUMPROAST_EXIT_CONFIGURATION,
			     "64 commands run in this domain already");
		return NULL;
	}
	session = calloc(1, sizeof(*session));
	if (!session) {
		tell_failure(number, RUMPROAST_EXIT_CONFIGURATION,
			     "the domain has not enough memory for another command");
		return NULL;
	}
	command_count++;
	prepare_streams(session, number);
	session->reading_request = true;
	return session;
}

/* The request comes in pieces, the last of which is empty. */
static void take_request(uint16_t number, const struct frame *frame)
{
	struct session *session = session_find(number);
	char *request;

	if (number <= SESSION_PROGRAM || (session && !session->reading_request))
		return;
	if (!session)
		session = new_session(number);
	if (!session)
		return;
	if (frame->length == 0) {
		session->reading_request = false;
		start(session);
		return;
	}
	request = realloc(session->request, session->requested + frame->length);
	if (!request || session->requested + frame->length > CONFIG_SIZE_MAX) {
		session->request = request ? request : session->request;
		remove_session(session);
		tell_failure(number, RUMPROAST_EXIT_CONFIGURATION, "the request is too large");
		return;
	}
	memcpy(request + session->requested, frame->payload, frame->length);
	session->request = request;
	session->requested += frame->length;
}

static void take_credit(struct session *session, const struct frame *frame)
{
	uint32_t bytes = frame->length < 5 ? 0 : frame_u32(frame->payload + 1);

	if (bytes && frame->payload[0] == STREAM_OUTPUT)
		output_credit(&session->output, bytes);
	else if (bytes && frame->payload[0] == STREAM_ERROR)
		output_credit(&session->error, bytes);
}

static void send_signal(const struct session *session, int signal)
{
	if (session == &program_session)
		supervise_signal(signal);
	else if (session->pid && !session->exited)
		kill(session->pid, signal);
}

static void hang_up(struct session *session)
{
	if (session == &program_session) {
		supervise_signal(SIGHUP);
		return;
	}
	if (!session->pid) {
		remove_session(session);
		return;
	}
	if (!session->exited)
		kill(-session->pid, SIGHUP);
	if (session->terminal)
		terminal_hang_up(session->output.source.fd);
	input_close(&session->input);
	output_unheard(&session->error);
	output_unheard(&session->output);
}

void sessions_take(const struct frame *frame)
{
	struct session *session = session_find(frame->session);

	if (frame->type == FRAME_EXEC) {
		take_request(frame->session, frame);
		return;
	}
	if (!session)
		return;
	switch (frame->type) {
	case FRAME_CREDIT:
		take_credit(session, frame);
		break;
	case FRAME_INPUT:
		input_take(&session->input, frame->payload, frame->length);
		break;
	case FRAME_END:
		input_end(&session->input);
		break;
	case FRAME_RESIZE:
		if (session->terminal && frame->length >= 4)
			terminal_resize(session->output.source.fd, frame_u16(frame->payload),
					frame_u16(frame->payload + 2));
		break;
	case FRAME_SIGNAL:
		if (frame->length && frame->payload[0] < NSIG)
			send_signal(session, frame->payload[0]);
		break;
	case FRAME_HANGUP:
		hang_up(session);
		break;
	default:
		break;
	}
}

void sessions_update(void)
{
	for (struct session *session = sessions; session; session = session->next) {
		output_update(&session->error);
		output_update(&session->output);
	}
}

bool sessions_reaped(pid_t pid, int status)
{
	struct session *session = sessions;

	while (session && (session->pid != pid || session->exited))
		session = session->next;
	if (!session)
		return false;
	session->status = status;
	session->exited = true;
	output_last(&session->error);
	output_last(&session->output);
	settle(session);
	return true;
}

bool sessions_has(pid_t leader)
{
	for (struct session *session = sessions; session; session = session->next)
		if (session->pid == leader)
			return leader != 0;
	return false;
}

void sessions_drain(void)
{
	for (struct session *session = sessions; session; session = session->next) {
		output_last(&session->error);
		output_last(&session->output);
	}
}

bool sessions_have_output(void)
{
	for (const struct session *session = sessions; session; session = session->next)
		if (session->output.source.fd >= 0 || session->error.source.fd >= 0)
			return true;
	return false;
}
