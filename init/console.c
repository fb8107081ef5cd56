// SPDX-License-Identifier: GPL-2.0
/* The console of the domain, and how programs get it. */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "say.h"

static char terminal[256] = "/dev/console";
static int terminal_fd = -1;   /* once it is taken */
static struct termios initial; /* modes; c_cflag is 0 if they are not known */

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

const char *console_terminal(void)
{
	return terminal;
}

void console_take(void)
{
	if (terminal_fd >= 0)
		return;
	terminal_fd = open(terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal_fd < 0)
		return;
	setsid();
	ioctl(terminal_fd, TIOCSCTTY, 0);
	tcgetattr(terminal_fd, &initial);
}

void console_restore(void)
{
	if (terminal_fd >= 0 && initial.c_cflag)
		tcsetattr(terminal_fd, TCSADRAIN, &initial);
}

/* Every program may write to it by name, as all have it as their output. */
static void let_users_write(int fd)
{
	fchmod(fd, S_IRUSR | S_IWUSR | S_IWGRP | S_IWOTH);
}

static void become_foreground(uid_t user)
{
	fchown(terminal_fd, user, (gid_t)-1);
	let_users_write(terminal_fd);
	setpgid(0, 0);
	tcsetpgrp(terminal_fd, getpid());
	for (int standard = 0; standard < 3; standard++)
		dup2(terminal_fd, standard);
}

void console_attach(bool interactive, uid_t user)
{
	int null, fd;

	if (interactive && terminal_fd >= 0) {
		become_foreground(user);
		return;
	}
	setsid();
	null = open("/dev/null", O_RDWR);
	fd = open(terminal, O_RDWR | O_NOCTTY);
	let_users_write(fd);
	dup2(null, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
	if (null > STDERR_FILENO)
		close(null);
}
