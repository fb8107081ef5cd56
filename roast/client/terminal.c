// SPDX-License-Identifier: GPL-2.0
/* This process's terminal, and the signals it gets. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "../base/report.h"
#include "client.h"

static struct termios before;
static bool is_raw;
static int pipe_ends[2] = { -1, -1 };

void terminal_restore(void)
{
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	is_raw = false;
}

void terminal_make_raw(void)
{
	static bool registered;
	struct termios raw;

	if (is_raw || tcgetattr(STDIN_FILENO, &before))
		return;
	raw = before;
	cfmakeraw(&raw);
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw))
		return;
	is_raw = true;
	if (!registered)
		atexit(terminal_restore);
	registered = true;
}

bool terminal_size(uint8_t *rows_and_columns)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return false;
	frame_put_u16(rows_and_columns, size.ws_row);
	frame_put_u16(rows_and_columns + 2, size.ws_col);
	return true;
}

static void caught(int number)
{
	uint8_t byte = (uint8_t)number;
	int error = errno;

	if (write(pipe_ends[1], &byte, 1) < 0)
		errno = EAGAIN;
	errno = error;
}

/* Without SA_RESTART: who is stuck in writing is to hear of Ctrl-C, too. */
void signals_catch(bool all)
{
	static const int numbers[] = { SIGWINCH, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = caught };

	if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK))
		fail_errno("cannot make a pipe");
	for (size_t i = 0; i < (all ? sizeof(numbers) / sizeof(numbers[0]) : 2); i++)
		sigaction(numbers[i], &action, NULL);
}

int signals_next(void)
{
	uint8_t number;

	return read(pipe_ends[0], &number, 1) == 1 ? number : 0;
}

int signals_descriptor(void)
{
	return pipe_ends[0];
}
