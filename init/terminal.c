// SPDX-License-Identifier: GPL-2.0
/* Pseudo-terminals, pty(7). */
#include "terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_open(struct terminal *terminal)
{
	unsigned int number;
	int locked = 0;

	terminal->fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (terminal->fd < 0)
		return false;
	if (ioctl(terminal->fd, TIOCSPTLCK, &locked) < 0 ||
	    ioctl(terminal->fd, TIOCGPTN, &number) < 0) {
		close(terminal->fd);
		return false;
	}
	snprintf(terminal->path, sizeof(terminal->path), "/dev/pts/%u", number);
	return access(terminal->path, F_OK) == 0;
}

void terminal_resize(int fd, uint16_t rows, uint16_t columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	ioctl(fd, TIOCSWINSZ, &size);
}

void terminal_hang_up(int fd)
{
	if (fd >= 0)
		ioctl(fd, TIOCSIG, SIGHUP);
}
