// SPDX-License-Identifier: GPL-2.0
/*
 * Speaks with a domain over its control channel, one step after another.
 *
 *   talk FOLDER CHANNEL STEP...
 *
 * CHANNEL is unix:PATH, a socket that is waited for, or tty:PATH. What comes is put into FOLDER:
 * N.output, N.error and N.failed of session N; log, address, statistics, text (what is no frame).
 * The steps, in words:
 *   greet               wait for the domain's FRAME_HELLO and answer it
 *   allow N             from now on what session N writes may come: 64 KB on the way
 *   credit N S BYTES    so many more bytes of its stream S, once
 *   input N FILE        send the file, as the domain takes it; goes on during later steps
 *   type N TEXT...      send the words and a newline
 *   end N               end of file, after the input
 *   exec N JSON         (the rest of the step, in pieces of 100 bytes)
 *   signal N NUMBER / resize N ROWS COLUMNS / hangup N / stop HOW
 *   statistics          ask for them
 *   started N           wait for FRAME_STARTED
 *   exit N STATUS SIGNAL
 *   failed N STATUS     wait for FRAME_FAILED
 *   output N TEXT       wait until the output holds the rest of the step
 *   bytes N BYTES       wait until so many have come of both its streams
 *   address             wait for one
 *   silence N           nothing of its streams comes for half a second
 *   over                the channel ends
 * Ends with 0, or with 1 and a line about the step or the domain's mistake.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../control/frame.h"
#include "channel.h"

#define SESSIONS 80
#define WINDOW 65536
#define SILENCE_MS 500

struct session {
	FILE *written[2], *input; /* output, error */
	uint32_t allowed[2], owed[2];
	uint32_t credit; /* input that may be sent */
	uint32_t received;
	int status, signal;
	bool automatic, started, exited, failed, ended[2], end_wanted;
};

static const char *folder, *step = "";
static int channel;
static struct session sessions[SESSIONS];
static struct frame_reader reader;
static uint8_t *queue;
static size_t queued;
static FILE *log_file, *text_file, *statistics_file, *address_file;
static bool greeted, reported, over;
static int addresses;

static void __attribute__((noreturn, format(printf, 1, 2))) stop(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "talk: %s: ", step);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

static FILE *open_file(const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file)
		stop("%s cannot be written: %s", path, strerror(errno));
	setvbuf(file, NULL, _IONBF, 0);
	return file;
}

static FILE *file_of(int number, const char *what)
{
	char name[64];

	snprintf(name, sizeof(name), "%d.%s", number, what);
	return open_file(name);
}

static void send_frame(uint8_t type, int session, const void *payload, size_t length)
{
	queue = realloc(queue, queued + FRAME_SIZE_MAX);
	if (!queue)
		stop("no memory");
	queued += frame_write(queue + queued, type, (uint16_t)session, payload, length);
}

static struct session *session_at(int number)
{
	if (number < 1 || number >= SESSIONS)
		stop("no session %d", number);
	return &sessions[number];
}

static void give_credit(int number, int stream, uint32_t bytes)
{
	uint8_t payload[5] = { (uint8_t)stream };

	frame_put_u32(payload + 1, bytes);
	send_frame(FRAME_CREDIT, number, payload, sizeof(payload));
	session_at(number)->allowed[stream - STREAM_OUTPUT] += bytes;
}

static void take_output(const struct frame *frame, int which)
{
	struct session *session = session_at(frame->session);

	if (session->exited || session->failed || session->ended[which])
		stop("output after the end of session %d", frame->session);
	if (frame->length > session->allowed[which])
		stop("session %d sent %d bytes, allowed were %u", frame->session, frame->length,
		     session->allowed[which]);
	session->allowed[which] -= frame->length;
	session->owed[which] += frame->length;
	session->received += frame->length;
	if (!session->written[which])
		session->written[which] = file_of(frame->session, which ? "error" : "output");
	fwrite(frame->payload, 1, frame->length, session->written[which]);
	if (!session->automatic || session->owed[which] < WINDOW / 4)
		return;
	give_credit(frame->session, STREAM_OUTPUT + which, session->owed[which]);
	session->owed[which] = 0;
}

static void take_exit(const struct frame *frame)
{
	struct session *session = session_at(frame->session);

	if (session->exited)
		stop("session %d ended twice", frame->session);
	session->exited = true;
	session->status = frame->payload[0];
	session->signal = frame->payload[1];
	if (frame->session == 1)
		send_frame(FRAME_DONE, 1, NULL, 0);
}

static void take_failure(const struct frame *frame)
{
	struct session *session = session_at(frame->session);
	FILE *file = file_of(frame->session, "failed");

	session->failed = true;
	session->status = frame->payload[0];
	fwrite(frame->payload + 1, 1, frame->length - 1U, file);
	fputc('\n', file);
	fclose(file);
}

static void put_line(FILE *file, const struct frame *frame)
{
	fwrite(frame->payload, 1, frame->length, file);
	fputc('\n', file);
}

static void take_frame(const struct frame *frame)
{
	switch (frame->type) {
	case FRAME_HELLO:
		greeted = true;
		break;
	case FRAME_CREDIT:
		session_at(frame->session)->credit += frame_u32(frame->payload + 1);
		break;
	case FRAME_END:
		session_at(frame->session)->ended[frame->payload[0] - STREAM_OUTPUT] = true;
		break;
	case FRAME_OUTPUT:
	case FRAME_ERROR:
		take_output(frame, frame->type == FRAME_ERROR);
		break;
	case FRAME_STARTED:
		session_at(frame->session)->started = true;
		break;
	case FRAME_EXIT:
		take_exit(frame);
		break;
	case FRAME_FAILED:
		take_failure(frame);
		break;
	case FRAME_LOG:
		put_line(log_file, frame);
		break;
	case FRAME_ADDRESS:
		addresses++;
		put_line(address_file, frame);
		break;
	case FRAME_REPORT:
		reported = frame->length == 0;
		fwrite(frame->payload, 1, frame->length, statistics_file);
		break;
	default:
		stop("a frame of type %d", frame->type);
	}
}

static void receive(void)
{
	struct frame frame;
	enum frame_found found;
	size_t room;
	uint8_t *bytes = frame_room(&reader, &room);
	ssize_t got = read(channel, bytes, room);

	over = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
	frame_received(&reader, got > 0 ? (size_t)got : 0);
	while ((found = frame_next(&reader, &frame)) != FRAME_NONE) {
		if (found == FRAME_FRAME)
			take_frame(&frame);
		else
			fwrite(frame.payload, 1, frame.length, text_file);
	}
}

static void send_input(int number, struct session *session)
{
	uint8_t payload[FRAME_PAYLOAD_MAX], stream = STREAM_INPUT;
	size_t size = session->credit < sizeof(payload) ? session->credit : sizeof(payload);

	if (session->input && size) {
		size = fread(payload, 1, size, session->input);
		session->credit -= (uint32_t)size;
		if (size) {
			send_frame(FRAME_INPUT, number, payload, size);
			return;
		}
		fclose(session->input);
		session->input = NULL;
	}
	if (!session->input && session->end_wanted) {
		send_frame(FRAME_END, number, &stream, 1);
		session->end_wanted = false;
	}
}

static void write_queue(void)
{
	ssize_t put = write(channel, queue, queued);

	if (put <= 0)
		return;
	queued -= (size_t)put;
	memmove(queue, queue + put, queued);
}

/* One round; false when nothing has come for so long. */
static bool pump(int milliseconds)
{
	struct pollfd polled = { .fd = channel, .events = POLLIN };

	if (over)
		stop("the channel has ended");
	if (queued < WINDOW)
		for (int number = 1; number < SESSIONS; number++)
			send_input(number, &sessions[number]);
	if (queued)
		polled.events |= POLLOUT;
	if (poll(&polled, 1, milliseconds) == 0)
		return false;
	if (polled.revents & POLLOUT)
		write_queue();
	if (polled.revents & (POLLIN | POLLHUP | POLLERR))
		receive();
	return true;
}

#define WAIT_FOR(condition)                                                                        \
	do {                                                                                       \
		while (!(condition))                                                               \
			pump(-1);                                                                  \
	} while (0)

/* ---- steps */

static bool holds(int number, const char *wanted)
{
	char path[4096];
	static char text[1 << 20];
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "%s/%d.output", folder, number);
	file = fopen(path, "r");
	if (!file)
		return false;
	size = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[size] = 0;
	return strstr(text, wanted) != NULL;
}

static void send_request(int number, const char *json)
{
	size_t left = strlen(json);

	while (left) {
		size_t size = left < 100 ? left : 100;

		send_frame(FRAME_EXEC, number, json, size);
		json += size;
		left -= size;
	}
	send_frame(FRAME_EXEC, number, NULL, 0);
}

static void type_text(int number, const char *text)
{
	struct session *session = session_at(number);
	char line[1024];
	int size = snprintf(line, sizeof(line), "%s\n", text);

	WAIT_FOR(session->credit >= (uint32_t)size);
	session->credit -= (uint32_t)size;
	send_frame(FRAME_INPUT, number, line, (size_t)size);
}

static void resize(int number, const char *numbers)
{
	char *end;
	uint8_t payload[4];

	frame_put_u16(payload, (uint16_t)strtol(numbers, &end, 10));
	frame_put_u16(payload + 2, (uint16_t)strtol(end, NULL, 10));
	send_frame(FRAME_RESIZE, number, payload, sizeof(payload));
}

static void expect_exit(int number, const char *numbers)
{
	struct session *session = session_at(number);
	char *end;
	long status = strtol(numbers, &end, 10);
	long signal = strtol(end, NULL, 10);

	WAIT_FOR(session->exited || (session->failed && number != 1));
	if (!session->exited || session->status != status || session->signal != signal)
		stop("status %d, signal %d%s", session->status, session->signal,
		     session->failed ? ", it could not be started" : "");
}

static void expect_silence(int number)
{
	const struct session *session = session_at(number);
	uint32_t before = session->received;

	while (pump(SILENCE_MS))
		;
	if (session->received != before)
		stop("something came");
}

/* Steps about the domain; false if it is none of these. */
static bool domain_step(const char *verb, const char *rest)
{
	uint8_t how = (uint8_t)strtol(rest, NULL, 10);
	uint8_t version[2] = { CONTROL_VERSION };

	if (strcmp(verb, "greet") == 0) {
		WAIT_FOR(greeted);
		send_frame(FRAME_HELLO, 0, version, sizeof(version));
	} else if (strcmp(verb, "stop") == 0) {
		send_frame(FRAME_STOP, 0, &how, 1);
	} else if (strcmp(verb, "statistics") == 0) {
		send_frame(FRAME_STATISTICS, 0, NULL, 0);
		WAIT_FOR(reported);
	} else if (strcmp(verb, "address") == 0) {
		WAIT_FOR(addresses);
	} else if (strcmp(verb, "over") == 0) {
		WAIT_FOR(over);
	} else {
		return false;
	}
	return true;
}

static void session_step(const char *verb, const char *rest)
{
	char *end;
	int number = (int)strtol(rest, &end, 10);
	struct session *session = session_at(number);
	uint8_t byte;

	rest = end + strspn(end, " ");
	byte = (uint8_t)strtol(rest, &end, 10);
	if (strcmp(verb, "allow") == 0) {
		session->automatic = true;
		give_credit(number, STREAM_OUTPUT, WINDOW);
		give_credit(number, STREAM_ERROR, WINDOW);
	} else if (strcmp(verb, "credit") == 0) {
		give_credit(number, byte, (uint32_t)strtol(end, NULL, 10));
	} else if (strcmp(verb, "input") == 0) {
		session->input = fopen(rest, "r");
		if (!session->input)
			stop("%s cannot be read", rest);
	} else if (strcmp(verb, "type") == 0) {
		type_text(number, rest);
	} else if (strcmp(verb, "end") == 0) {
		session->end_wanted = true;
	} else if (strcmp(verb, "exec") == 0) {
		memset(session, 0, sizeof(*session));
		send_request(number, rest);
	} else if (strcmp(verb, "signal") == 0) {
		send_frame(FRAME_SIGNAL, number, &byte, 1);
	} else if (strcmp(verb, "resize") == 0) {
		resize(number, rest);
	} else if (strcmp(verb, "hangup") == 0) {
		send_frame(FRAME_HANGUP, number, NULL, 0);
	} else if (strcmp(verb, "started") == 0) {
		WAIT_FOR(session->started);
	} else if (strcmp(verb, "exit") == 0) {
		expect_exit(number, rest);
	} else if (strcmp(verb, "failed") == 0) {
		WAIT_FOR(session->failed || session->exited);
		if (!session->failed || session->status != byte)
			stop("status %d", session->status);
	} else if (strcmp(verb, "output") == 0) {
		WAIT_FOR(holds(number, rest));
	} else if (strcmp(verb, "bytes") == 0) {
		WAIT_FOR(session->received >= (uint32_t)strtol(rest, NULL, 10));
	} else if (strcmp(verb, "silence") == 0) {
		expect_silence(number);
	} else {
		stop("no such step");
	}
}

static void take_step(const char *text)
{
	size_t length = strcspn(text, " ");
	const char *rest = text + length + strspn(text + length, " ");
	char verb[16];

	step = text;
	snprintf(verb, sizeof(verb), "%.*s", (int)length, text);
	if (!domain_step(verb, rest))
		session_step(verb, rest);
}

int main(int argc, char **argv)
{
	if (argc < 3 || (strncmp(argv[2], "unix:", 5) != 0 && strncmp(argv[2], "tty:", 4) != 0)) {
		fprintf(stderr, "usage: talk FOLDER unix:PATH|tty:PATH STEP...\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	folder = argv[1];
	log_file = open_file("log");
	text_file = open_file("text");
	statistics_file = open_file("statistics");
	address_file = open_file("address");
	channel = argv[2][0] == 'u' ? open_socket(argv[2] + 5) : open_terminal(argv[2] + 4);
	if (channel < 0)
		stop("%s: %s", argv[2], strerror(errno));
	fcntl(channel, F_SETFL, O_NONBLOCK);
	for (int i = 3; i < argc; i++)
		take_step(argv[i]);
	while (queued)
		pump(-1);
	return 0;
}
