// SPDX-License-Identifier: GPL-2.0
#include "log_socket.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "loop.h"

#define PATH "/dev/log"
/* A pipe takes this much as one piece. */
#define LINE_MAX_SIZE 4096
#define AGAIN_MS 20

static struct loop_source messages = { .fd = -1 };
static struct loop_timer again;
static int lines_out;
static char line[LINE_MAX_SIZE];
static size_t line_size; /* of a line that waits; 0: none */

/* "<30>" or nothing. */
static const char *past_priority(const char *text)
{
	const char *at = text + 1;

	if (*text != '<')
		return text;
	while (isdigit((unsigned char)*at))
		at++;
	return *at == '>' ? at + 1 : text;
}

/* "Nov 23 06:12:00 ", as the C library writes it, or nothing. */
static const char *past_time(const char *text)
{
	static const char form[] = "aaa dd dd:dd:dd ";

	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		unsigned char c = (unsigned char)text[i];

		if (form[i] == 'a'   ? !isalpha(c)
		    : form[i] == 'd' ? !isdigit(c) && c != ' '
				     : text[i] != form[i])
			return text;
	}
	return text + sizeof(form) - 1;
}

/* The message becomes one line. */
static void take_message(char *message, size_t size)
{
	const char *text;

	message[size] = '\0';
	text = past_time(past_priority(message));
	line_size = strlen(text);
	while (line_size && text[line_size - 1] == '\n')
		line_size--;
	if (!line_size)
		return;
	memmove(line, text, line_size);
	for (size_t i = 0; i < line_size; i++)
		if (line[i] == '\n')
			line[i] = ' ';
	line[line_size++] = '\n';
}

/* Whether the line is out. A stream that is broken takes all. */
static bool write_line(void)
{
	if (line_size && write(lines_out, line, line_size) < 0 && errno == EAGAIN)
		return false;
	line_size = 0;
	return true;
}

void log_socket_read(void)
{
	char message[LINE_MAX_SIZE - 1];
	ssize_t size;

	if (messages.fd < 0)
		return;
	while (write_line() &&
	       (size = recv(messages.fd, message, sizeof(message) - 1, MSG_DONTWAIT)) >= 0)
		take_message(message, (size_t)size);
	loop_watch(&messages, line_size ? 0 : POLLIN);
	if (line_size)
		loop_timer_start(&again, AGAIN_MS);
}

bool log_socket_waits(void)
{
	return line_size > 0;
}

static void ready(struct loop_source *source)
{
	(void)source;
	log_socket_read();
}

static void fire(struct loop_timer *timer)
{
	(void)timer;
	log_socket_read();
}

void log_socket_open(int stream)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = PATH };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || chmod(PATH, 0666)) {
		close(fd);
		return;
	}
	lines_out = stream < 0 ? STDERR_FILENO : stream;
	again.fire = fire;
	messages.fd = fd;
	messages.ready = ready;
	loop_add(&messages);
}
