// SPDX-License-Identifier: GPL-2.0
/* The console of the domain, and how programs get it. */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "say.h"

static char terminal[256] = "/dev/console";

static void open_all(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	for (int standard = 0; standard < 3; standard++)
		if (fd != standard && fcntl(standard, F_GETFD) < 0)
			dup2(fd, standard);
	if (fd > STDERR_FILENO)
		close(fd);
}

void console_first(void)
{
	open_all("/dev/console");
	open_all("/dev/null");
}

/* The last name in this file is the terminal that /dev/console stands for. */
static void choose_active(void)
{
	char names[128], path[sizeof(names) + 8];
	const char *last;

	if (!file_read_line("/sys/class/tty/console/active", names, sizeof(names)))
		return;
	last = strrchr(names, ' ');
	snprintf(path, sizeof(path), "/dev/%s", last ? last + 1 : names);
	if (access(path, F_OK) == 0)
		snprintf(terminal, sizeof(terminal), "%s", path);
}

void console_choose(const char *path)
{
	int fd;

	if (!path) {
		choose_active();
		return;
	}
	fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION, "console: %s cannot be opened: %s", path,
		     strerror(errno));
	close(fd);
	snprintf(terminal, sizeof(terminal), "%s", path);
}

static void replace(int fd, int standard)
{
	if (fd >= 0 && fd != standard)
		dup2(fd, standard);
}

void console_attach(bool interactive)
{
	int fd = open(terminal, O_RDWR | O_NOCTTY);
	int null = open("/dev/null", O_RDWR);

	setsid();
	replace(interactive && fd >= 0 ? fd : null, STDIN_FILENO);
	replace(fd, STDOUT_FILENO);
	replace(fd, STDERR_FILENO);
	/* Taken from any other session: only one program at a time is interactive. */
	if (interactive && fd >= 0)
		ioctl(STDIN_FILENO, TIOCSCTTY, 1);
	if (fd > STDERR_FILENO)
		close(fd);
	if (null > STDERR_FILENO)
		close(null);
}
