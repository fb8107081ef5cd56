// SPDX-License-Identifier: GPL-2.0
/*
 * What a domain is to its monitor: the far end of a control channel, which runs commands of this
 * machine in place of programs in a domain.
 *
 * usage: fake-domain MODE COMMAND, the channel being descriptor 3
 * MODE   normal; silent: never says HELLO; version: says one that nobody knows; crash: ends as a
 *        domain does whose kernel panics, before the program; floods, lies,
 *        overruns: as hostile.h has them
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../control/frame.h"
#include "../../../roast/base/json.h"
#include "../../../roast/base/buffer.h"
#include "hostile.h"

#define CONTROL 3
#define SESSIONS 16
#define INPUT_WINDOW 8192

struct session {
	uint16_t number;
	pid_t pid;	/* 0: free */
	int streams[3]; /* ours of its input, output and errors; -1: closed */
	uint32_t credit[3];
	struct buffer input;
	bool input_ended, exited;
	int wait_status;
};

static struct session sessions[SESSIONS];
static struct frame_reader reader;
static struct buffer request;
static bool greeted, done;
static const char *mode, *command;

static void send_frame(uint8_t type, uint16_t session, const void *payload, size_t length)
{
	uint8_t bytes[FRAME_SIZE_MAX];
	size_t size = frame_write(bytes, type, session, payload, length);

	for (size_t sent = 0; sent < size;) {
		ssize_t count = write(CONTROL, bytes + sent, size - sent);

		if (count > 0)
			sent += (size_t)count;
		else if (errno != EINTR)
			exit(0);
	}
}

static void send_text(uint8_t type, uint16_t session, int status, const char *text)
{
	uint8_t payload[1024] = { (uint8_t)status };
	size_t skip = type == FRAME_FAILED;

	snprintf((char *)payload + skip, sizeof(payload) - skip, "%s", text);
	send_frame(type, session, payload, skip + strlen((char *)payload + skip));
}

static void send_credit(uint16_t session, uint32_t bytes)
{
	uint8_t payload[5] = { STREAM_INPUT };

	frame_put_u32(payload + 1, bytes);
	send_frame(FRAME_CREDIT, session, payload, sizeof(payload));
}

static struct session *find(uint16_t number)
{
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i].pid && sessions[i].number == number)
			return &sessions[i];
	return NULL;
}

static void run(char **argv, int pipes[3][2])
{
	dup2(pipes[0][0], 0);
	dup2(pipes[1][1], 1);
	dup2(pipes[2][1], 2);
	close_range(3, ~0U, 0);
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	_exit(127);
}

static void start(uint16_t number, char **argv)
{
	struct session *session = sessions;
	int pipes[3][2];
	uint8_t process[4];

	while (session->pid)
		session++;
	*session = (struct session){ .number = number };
	for (int i = 0; i < 3; i++)
		if (pipe2(pipes[i], O_CLOEXEC))
			exit(1);
	session->pid = fork();
	if (session->pid == 0)
		run(argv, pipes);
	session->streams[0] = pipes[0][1];
	session->streams[1] = pipes[1][0];
	session->streams[2] = pipes[2][0];
	close(pipes[0][0]);
	close(pipes[1][1]);
	close(pipes[2][1]);
	fcntl(session->streams[0], F_SETFL, O_NONBLOCK);
	frame_put_u32(process, (uint32_t)session->pid);
	send_frame(FRAME_STARTED, number, process, sizeof(process));
	send_credit(number, INPUT_WINDOW);
}

static void start_program(void)
{
	char shell[] = "/bin/sh", flag[] = "-c";
	char *argv[] = { shell, flag, (char *)command, NULL };

	if (strcmp(command, "missing") == 0) {
		uint8_t status = 127;

		send_text(FRAME_FAILED, 1, 127, "missing: no such program in the archive");
		send_frame(FRAME_EXIT, 1, &status, 1);
		exit(127);
	}
	send_text(FRAME_LOG, 0, 0, "rumproast: the program is about to start");
	if (getenv("FAKE_ADDRESS"))
		send_text(FRAME_ADDRESS, 0, 0, getenv("FAKE_ADDRESS"));
	start(1, argv);
}

static void execute(uint16_t number, const struct frame *frame)
{
	struct json_object *object;
	struct texts argv = { 0 };

	if (frame->length) {
		buffer_add(&request, frame->payload, frame->length);
		return;
	}
	buffer_add(&request, "", 1);
	object = json_from_text((char *)request.bytes + request.start);
	buffer_drop(&request, request.count);
	json_get_texts(object, "argv", &argv);
	if (argv.count && strcmp(argv.texts[0], "missing") == 0)
		send_text(FRAME_FAILED, number, 127, "missing: no such program");
	else if (argv.count)
		start(number, argv.texts);
	hostile_command(mode, number, send_frame);
	json_object_put(object);
	texts_free(&argv);
}

static void feed(struct session *session)
{
	size_t before = session->input.count;

	if (session->streams[0] < 0)
		return;
	if (!buffer_flush(&session->input, session->streams[0]))
		buffer_drop(&session->input, session->input.count);
	if (before != session->input.count)
		send_credit(session->number, (uint32_t)(before - session->input.count));
	if (session->input_ended && !session->input.count) {
		close(session->streams[0]);
		session->streams[0] = -1;
	}
}

static void report(void)
{
	static const char text[] = "{\"memory\":{\"total\":64000000,\"free\":32000000,"
				   "\"available\":48000000},\"cpu\":{\"user\":10,\"system\":20,"
				   "\"idle\":1000},\"net\":{\"received\":1000,\"sent\":2000},"
				   "\"disks\":{\"read\":0,\"written\":0},\"processes\":3,"
				   "\"uptime\":5000}";

	send_frame(FRAME_REPORT, 0, text, 20);
	send_frame(FRAME_REPORT, 0, text + 20, strlen(text) - 20);
	send_frame(FRAME_REPORT, 0, NULL, 0);
}

static void receive_session(struct session *session, const struct frame *frame)
{
	const uint8_t *payload = frame->payload;

	switch (frame->type) {
	case FRAME_CREDIT:
		session->credit[payload[0]] += frame_u32(payload + 1);
		break;
	case FRAME_INPUT:
		if (session->input.count + frame->length > INPUT_WINDOW)
			abort(); /* more than was allowed */
		buffer_add(&session->input, payload, frame->length);
		feed(session);
		break;
	case FRAME_END:
		session->input_ended = true;
		feed(session);
		break;
	case FRAME_SIGNAL:
		kill(-session->pid, payload[0]);
		break;
	case FRAME_HANGUP:
		kill(-session->pid, SIGHUP);
		break;
	case FRAME_DONE:
		done = true;
		break;
	default:
		break;
	}
}

static struct frame early[4]; /* credit and the end of input, before the program */
static uint8_t early_payloads[4][8];
static int early_count;

static void receive(const struct frame *frame)
{
	struct session *session = find(frame->session);

	if (frame->type == FRAME_HELLO && !greeted)
		greeted = true;
	else if (frame->type == FRAME_EXEC)
		execute(frame->session, frame);
	else if (frame->type == FRAME_STATISTICS)
		report();
	else if (frame->type == FRAME_STOP && find(1) && !getenv("FAKE_STUBBORN"))
		kill(-find(1)->pid, SIGTERM);
	else if (session)
		receive_session(session, frame);
	else if (frame->session == 1 && early_count < 4 && frame->length <= 8) {
		early[early_count] = *frame;
		memcpy(early_payloads[early_count], frame->payload, frame->length);
		early[early_count].payload = early_payloads[early_count];
		early_count++;
	}
}

static void receive_all(void)
{
	size_t room;
	uint8_t *place = frame_room(&reader, &room);
	ssize_t count = read(CONTROL, place, room);
	struct frame frame;

	if (count <= 0)
		exit(1);
	frame_received(&reader, (size_t)count);
	while (frame_next(&reader, &frame) == FRAME_FRAME)
		receive(&frame);
}

static void pass_output(struct session *session, int stream)
{
	uint8_t bytes[FRAME_PAYLOAD_MAX];
	size_t most =
		session->credit[stream] < sizeof(bytes) ? session->credit[stream] : sizeof(bytes);
	ssize_t count = read(session->streams[stream], bytes, most);

	if (count > 0) {
		send_frame(stream == STREAM_ERROR ? FRAME_ERROR : FRAME_OUTPUT, session->number,
			   bytes, (size_t)count);
		session->credit[stream] -= (uint32_t)count;
	} else {
		close(session->streams[stream]);
		session->streams[stream] = -1;
	}
}

static int status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

static void look_for_end(struct session *session)
{
	uint8_t payload[2];
	struct pollfd wanted = { .fd = CONTROL, .events = POLLIN };

	if (!session->exited && waitpid(session->pid, &session->wait_status, WNOHANG) > 0)
		session->exited = true;
	if (!session->exited || session->streams[1] >= 0 || session->streams[2] >= 0)
		return;
	payload[0] = (uint8_t)status_of(session->wait_status);
	payload[1] = WIFSIGNALED(session->wait_status) ? WTERMSIG(session->wait_status) : 0;
	send_frame(FRAME_EXIT, session->number, payload, sizeof(payload));
	if (session->number == 1) {
		while (!done && poll(&wanted, 1, 2000) > 0)
			receive_all();
		exit(payload[0]);
	}
	if (session->streams[0] >= 0)
		close(session->streams[0]);
	session->pid = 0;
}

static void pump(void)
{
	struct pollfd wanted[1 + 3 * SESSIONS];

	wanted[0] = (struct pollfd){ CONTROL, POLLIN, 0 };
	for (int i = 0; i < 3 * SESSIONS; i++) {
		struct session *session = &sessions[i / 3];
		bool ready = i % 3 ? session->credit[i % 3] > 0 : session->input.count > 0;

		wanted[1 + i] = (struct pollfd){
			session->pid && ready ? session->streams[i % 3] : -1,
			i % 3 ? POLLIN : POLLOUT,
			0,
		};
	}
	poll(wanted, 1 + 3 * SESSIONS, 20);
	for (int i = 0; i < 3 * SESSIONS; i++) {
		if (!wanted[1 + i].revents)
			continue;
		if (i % 3)
			pass_output(&sessions[i / 3], i % 3);
		else
			feed(&sessions[i / 3]);
	}
	if (wanted[0].revents)
		receive_all();
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i].pid)
			look_for_end(&sessions[i]);
}

static void say_hello(void)
{
	uint8_t version[2];
	static const char panic[] = "\033[1mKernel panic\033[0m - not syncing: a test\r\n";

	if (strcmp(mode, "crash") == 0) {
		if (write(CONTROL, panic, strlen(panic)) < 0)
			exit(1);
		exit(101);
	}
	frame_put_u16(version, strcmp(mode, "version") == 0 ? 77 : CONTROL_VERSION);
	if (strcmp(mode, "silent") != 0)
		send_frame(FRAME_HELLO, 0, version, sizeof(version));
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	mode = argv[1];
	command = argv[2];
	say_hello();
	while (!greeted)
		receive_all();
	start_program();
	hostile_run(mode, send_frame);
	for (int i = 0; i < early_count; i++)
		receive_session(find(1), &early[i]);
	for (;;)
		pump();
}
