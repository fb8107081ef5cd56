// SPDX-License-Identifier: GPL-2.0
/* Pseudo-terminals: modes, lines, sessions, job control, window size, hang-up. */
#include "tap.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <termios.h>

static int controller, terminal;
static char terminal_name[64];

static void open_pair(void)
{
	controller = posix_openpt(O_RDWR | O_NOCTTY);
	require(controller >= 0 && grantpt(controller) == 0 && unlockpt(controller) == 0);
	require(ptsname_r(controller, terminal_name, sizeof(terminal_name)) == 0);
	terminal = open(terminal_name, O_RDWR | O_NOCTTY);
	require(terminal >= 0);
}

/* Reads what comes within a while, up to the given text's length. */
static int comes(int file, const char *text)
{
	struct pollfd entry = { .fd = file, .events = POLLIN };
	char got[128];
	size_t have = 0, want = strlen(text);

	while (have < want && poll(&entry, 1, 5000) == 1) {
		ssize_t size = read(file, got + have, want - have);

		if (size <= 0)
			break;
		have += (size_t)size;
	}
	return have == want && memcmp(got, text, want) == 0;
}

static void check_modes(void)
{
	struct termios modes;
	int count = -1;

	check(strncmp(terminal_name, "/dev/pts/", 9) == 0, "a terminal has a name");
	check(isatty(terminal) && isatty(controller), "both sides are terminals");
	check(tcgetattr(terminal, &modes) == 0 && (modes.c_lflag & ICANON) &&
		      (modes.c_lflag & ECHO) && modes.c_cc[VINTR] == 3 && modes.c_cc[VEOF] == 4 &&
		      cfgetospeed(&modes) == B38400,
	      "its modes are the usual ones");
	check(write(controller, "line\n", 5) == 5 && comes(terminal, "line\n"), "a line arrives");
	check(comes(controller, "line\r\n"), "and is echoed");
	check(write(terminal, "out\n", 4) == 4 && comes(controller, "out\r\n"),
	      "output is post-processed");
	/* What is to be thrown away must have got as far as the terminal. */
	check(write(controller, "wrong\b\b\b\b\bright\n", 16) == 16 &&
		      poll(&(struct pollfd){ .fd = terminal, .events = POLLIN }, 1, 5000) == 1,
	      "editing");
	modes.c_cc[VERASE] = '\b';
	modes.c_lflag &= ~(tcflag_t)ECHO;
	check(tcsetattr(terminal, TCSAFLUSH, &modes) == 0, "modes are set, input is thrown away");
	tcflush(controller, TCIOFLUSH);
	check(ioctl(terminal, FIONREAD, &count) == 0 && count == 0, "nothing is left");
	check(write(controller, "wrong\b\b\b\b\bright\n", 16) == 16 && comes(terminal, "right\n"),
	      "erased characters are gone");
	cfmakeraw(&modes);
	require(tcsetattr(terminal, TCSANOW, &modes) == 0);
	check(write(controller, "\003x", 2) == 2 && comes(terminal, "\003x"), "raw input");
	check(write(terminal, "\n", 1) == 1 && comes(controller, "\n"), "raw output");
}

static volatile int resized, interrupted;

static void count(int signal)
{
	if (signal == SIGWINCH)
		resized++;
	else
		interrupted++;
}

static void say(int file, const char *text)
{
	if (write(file, text, strlen(text)) < 0)
		_exit(9);
}

static int lives_on_terminal(void)
{
	struct winsize size;
	struct termios modes;
	char byte;

	close(controller);
	if (setsid() != getpid() || ioctl(terminal, TIOCSCTTY, 0))
		return 1;
	if (tcgetsid(terminal) != getpid() || tcgetpgrp(terminal) != getpgrp())
		return 2;
	if (open("/dev/tty", O_RDWR) < 0)
		return 3;
	tcgetattr(terminal, &modes);
	modes.c_lflag |= ICANON | ISIG;
	modes.c_cc[VINTR] = 3;
	tcsetattr(terminal, TCSANOW, &modes);
	sigaction(SIGWINCH, &(struct sigaction){ .sa_handler = count }, NULL);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = count }, NULL);
	say(terminal, "ready");
	while (!resized)
		usleep(1000);
	if (ioctl(terminal, TIOCGWINSZ, &size) || size.ws_row != 33 || size.ws_col != 77)
		return 4;
	say(terminal, "sized");
	while (!interrupted)
		usleep(1000);
	say(terminal, "interrupted");
	sigaction(SIGHUP, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	for (;;)
		if (read(terminal, &byte, 1) <= 0)
			pause();
}

static void check_session(void)
{
	struct winsize size = { .ws_row = 33, .ws_col = 77 };
	pid_t pid = fork();

	if (pid == 0)
		_exit(lives_on_terminal());
	check(comes(controller, "ready"), "a session has a controlling terminal");
	check(ioctl(controller, TIOCSWINSZ, &size) == 0 && comes(controller, "sized"),
	      "SIGWINCH tells of a new size");
	check(write(controller, "\003", 1) == 1 && comes(controller, "interrupted"),
	      "the interrupt character is SIGINT");
	close(terminal);
	close(controller);
	check(status_of(pid) == -SIGHUP, "a hang-up is SIGHUP");
}

static void check_end(void)
{
	struct pollfd entry;
	char byte;

	open_pair();
	close(terminal);
	entry = (struct pollfd){ .fd = controller, .events = POLLIN };
	check(poll(&entry, 1, 5000) == 1 && (entry.revents & POLLHUP),
	      "a closed terminal hangs up");
	check_errno(read(controller, &byte, 1), EIO, "and reads as EIO");
	close(controller);
}

static void check_errors(void)
{
	int file = open("/dev/null", O_RDWR);
	struct termios modes;

	check_errno(tcgetattr(file, &modes), ENOTTY, "no terminal has no modes");
	check_errno(ioctl(file, TIOCGWINSZ, &modes), ENOTTY, "nor a size");
	close(file);
}

int main(void)
{
	alarm(60);
	open_pair();
	check_modes();
	check_session();
	check_end();
	check_errors();
	return finish();
}
