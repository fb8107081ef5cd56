// SPDX-License-Identifier: GPL-2.0
/*
 * Commands of the control channel on this machine, under the sanitizers: frames go to the first
 * program's own functions, and what it would send is looked at here.
 */
#include <sys/wait.h>

#include "commands.h"
#include "control.h"
#include "loop.h"
#include "program.h"
#include "sessions.h"
#include "supervise.h"

#include "tap.h"

#define SESSIONS 70
#define STREAM_MAX (1 << 20)

/* What is known of a session outside. */
struct outside {
	uint8_t *output;
	size_t received, allowed, room; /* room: input that may be sent */
	bool started, exited, failed, overdrawn, late;
	int status, signal, ends;
};

static struct outside outside[SESSIONS];
static uint8_t room[FRAME_PAYLOAD_MAX], sent[STREAM_MAX];
static bool full;
static struct program program;

/* ---- in place of the channel and of the programs */

bool control_is_configured(void)
{
	return true;
}

bool control_is_full(void)
{
	return full;
}

uint8_t *control_room(void)
{
	return room;
}

static void take_output(struct outside *session, const uint8_t *payload, size_t length)
{
	session->late |= session->exited;
	session->overdrawn |= length > session->allowed;
	session->allowed -= length;
	if (session->output && session->received + length <= STREAM_MAX)
		memcpy(session->output + session->received, payload, length);
	session->received += length;
}

void control_send(uint8_t type, uint16_t number, const void *payload, size_t length)
{
	struct outside *session = &outside[number];
	const uint8_t *bytes = payload;

	switch (type) {
	case FRAME_OUTPUT:
	case FRAME_ERROR:
		take_output(session, payload, length);
		break;
	case FRAME_CREDIT:
		session->room += frame_u32(bytes + 1);
		break;
	case FRAME_END:
		session->ends++;
		break;
	case FRAME_STARTED:
		session->started = true;
		break;
	case FRAME_EXIT:
		session->exited = true;
		session->status = bytes[0];
		session->signal = bytes[1];
		break;
	case FRAME_FAILED:
		session->failed = true;
		session->status = bytes[0];
		break;
	default:
		break;
	}
}

void control_send_room(uint8_t type, uint16_t number, size_t length)
{
	control_send(type, number, room, length);
}

struct program *supervise_first(void)
{
	return &program;
}

void supervise_signal(int number)
{
	(void)number;
}

/* ---- what the host does */

static void give(uint8_t type, uint16_t number, const void *payload, size_t length)
{
	struct frame frame = { type, number, (uint16_t)length, payload };

	sessions_take(&frame);
}

static void allow(uint16_t number, uint8_t stream, uint32_t bytes)
{
	uint8_t payload[5] = { stream };

	frame_put_u32(payload + 1, bytes);
	outside[number].allowed += bytes;
	give(FRAME_CREDIT, number, payload, sizeof(payload));
}

static void ask(uint16_t number, const char *request)
{
	free(outside[number].output);
	memset(&outside[number], 0, sizeof(outside[number]));
	give(FRAME_EXEC, number, request, strlen(request));
	give(FRAME_EXEC, number, NULL, 0);
}

static void allow_all(uint16_t number)
{
	allow(number, STREAM_OUTPUT, STREAM_MAX);
	allow(number, STREAM_ERROR, STREAM_MAX);
}

static void child_ended(int number)
{
	int status;
	pid_t pid;

	(void)number;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		sessions_reaped(pid, status);
}

static void wait_for_end(uint16_t number)
{
	while (!outside[number].exited && !outside[number].failed)
		loop_once();
}

/* ---- what is looked at */

static void output_and_status(void)
{
	ask(2, "{\"argv\":[\"sh\",\"-c\",\"echo out; echo err >&2; exit 3\"]}");
	outside[2].output = calloc(1, STREAM_MAX);
	allow_all(2);
	wait_for_end(2);
	check(outside[2].exited && outside[2].status == 3, "a command ends with its status");
	check(outside[2].received == 8 && outside[2].ends == 2, "both its streams, and their ends");
	ask(2, "{\"argv\":[\"sh\",\"-c\",\"kill -TERM $$\"]}");
	wait_for_end(2);
	check(outside[2].status == 143 && outside[2].signal == SIGTERM, "or with a signal");
}

static void failures(void)
{
	static const struct {
		const char *request;
		int status;
	} cases[] = {
		{ "{\"argv\":[\"no-such-command\"]}", 127 },
		{ "{\"argv\":[\"/etc/passwd\"]}", 126 },
		{ "{\"argv\":[\"true\"],\"workdir\":\"/nowhere\"}", 125 },
		{ "{\"argv\":[\"true\"],\"user\":\"no-such-user\"}", 125 },
		{ "{\"argv\":[]}", 125 },
		{ "{\"argv\":[\"true\",7]}", 125 },
		{ "{\"argv\":\"true\"}", 125 },
		{ "{}", 125 },
		{ "[", 125 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask(3, cases[i].request);
		wait_for_end(3);
		check(outside[3].failed && outside[3].status == cases[i].status &&
			      !outside[3].started,
		      "%s: status %d", cases[i].request, cases[i].status);
	}
}

/* All that goes in comes out again, whatever is allowed when. The command first says one byte. */
static void bytes_through(const char *request, const char *name)
{
	struct outside *session = &outside[4];
	uint8_t stream = STREAM_INPUT;
	size_t done = 0;

	ask(4, request);
	allow(4, STREAM_OUTPUT, 1);
	while (!session->received)
		loop_once();
	session->received = 0;
	session->output = calloc(1, STREAM_MAX);
	while (!session->exited) {
		size_t size = (size_t)(rand() % 5000);

		size = size < session->room ? size : session->room;
		size = size < FRAME_PAYLOAD_MAX ? size : FRAME_PAYLOAD_MAX;
		size = size < STREAM_MAX - done ? size : STREAM_MAX - done;
		if (size) {
			give(FRAME_INPUT, 4, sent + done, size);
			done += size;
			session->room -= size;
			if (done == STREAM_MAX)
				give(FRAME_END, 4, &stream, 1);
		}
		if (session->allowed < 9000 && rand() % 3)
			allow(4, STREAM_OUTPUT, (uint32_t)(rand() % 9000));
		full = rand() % 4 == 0;
		if (!full)
			sessions_update();
		if (session->allowed && !full)
			loop_once();
	}
	check(session->received == STREAM_MAX && memcmp(session->output, sent, STREAM_MAX) == 0,
	      "%s: a megabyte there and back", name);
	check(!session->overdrawn && !session->late, "%s: no more than was allowed", name);
	full = false;
}

static void users_that_go(void)
{
	static const char *const requests[] = {
		"{\"argv\":[\"yes\"]}",
		"{\"argv\":[\"yes\"],\"terminal\":true}",
		"{\"argv\":[\"cat\"],\"input\":true}",
		"{\"argv\":[\"sh\"],\"terminal\":true,\"rows\":5,\"columns\":9}",
	};

	for (unsigned int i = 0; i < 40; i++) {
		ask(5, requests[i % 4]);
		allow(5, STREAM_OUTPUT, (uint32_t)(rand() % 20000));
		for (int round = rand() % 4; round > 0 && outside[5].allowed; round--)
			give(FRAME_INPUT, 5, "x\n", outside[5].room ? 2 : 0);
		give(FRAME_HANGUP, 5, NULL, 0);
		give(FRAME_INPUT, 5, "late", 4);
		give(FRAME_HANGUP, 5, NULL, 0);
		wait_for_end(5);
		if (!outside[5].exited)
			break;
	}
	check(outside[5].exited, "40 commands end with their users");
	give(FRAME_EXEC, 6, "{", 1);
	give(FRAME_HANGUP, 6, NULL, 0);
	give(FRAME_RESIZE, 6, "\1\0\1\0", 4);
	give(FRAME_END, 6, "", 1);
	check(!outside[6].failed, "a request that is not completed is forgotten");
}

static void always_busy(struct loop_source *source)
{
	(void)source;
}

/* What a command leaves behind writes on and on, and its end is noticed all the same. */
static void busy_streams(void)
{
	struct loop_source busy = { .ready = always_busy };
	uint64_t deadline = loop_now() + 60000;
	int ends[2];

	require(pipe(ends) == 0 && write(ends[1], "x", 1) == 1);
	busy.fd = ends[0];
	loop_add(&busy);
	ask(7, "{\"argv\":[\"sh\",\"-c\",\"sleep 0.2; exit 6\"]}");
	/* No signal would end a wait in vain. */
	while (!outside[7].exited && loop_now() < deadline)
		loop_once();
	loop_remove(&busy);
	close(ends[0]);
	close(ends[1]);
	check(outside[7].status == 6, "a command's end is seen while something is always ready");
}

static void many_at_once(void)
{
	int ended = 0;

	for (uint16_t number = 2; number < 67; number++)
		ask(number, number % 2 ? "{\"argv\":[\"sleep\",\"1000\"]}"
				       : "{\"argv\":[\"cat\"],\"input\":true,\"terminal\":true}");
	check(outside[66].failed && outside[66].status == 125, "no more than 64 at once");
	for (uint16_t number = 2; number < 66; number++)
		give(FRAME_SIGNAL, number, "\11", 1);
	for (uint16_t number = 2; number < 66; number++) {
		wait_for_end(number);
		ended += outside[number].exited && outside[number].status == 137;
	}
	check(ended == 64, "each of them gets its signal");
}

int main(void)
{
	static const int signals[] = { SIGCHLD };
	static char *environment[] = { (char *)"PATH=/usr/bin:/bin", NULL };

	srand(1);
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)rand();
	signal(SIGPIPE, SIG_IGN);
	program = (struct program){ .environment = environment, .workdir = "/" };
	program.account.user = getuid();
	program.account.group = getgid();
	loop_signals(signals, 1, child_ended);
	output_and_status();
	failures();
	bytes_through("{\"argv\":[\"sh\",\"-c\",\"printf x; exec cat\"],\"input\":true}", "pipes");
	bytes_through(
		"{\"argv\":[\"sh\",\"-c\",\"stty raw -echo; printf x; exec head -c 1048576\"],"
		"\"terminal\":true,\"input\":true}",
		"terminal");
	users_that_go();
	busy_streams();
	many_at_once();
	for (int i = 0; i < SESSIONS; i++)
		free(outside[i].output);
	return finish();
}
