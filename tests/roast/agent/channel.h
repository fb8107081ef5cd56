/* SPDX-License-Identifier: GPL-2.0 */
/* The two kinds of channels that a domain is spoken with over. */
#ifndef TESTS_AGENT_CHANNEL_H
#define TESTS_AGENT_CHANNEL_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Waits for the socket; the caller has a limit for all it does. */
static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timespec pause = { .tv_nsec = 50000000 };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		nanosleep(&pause, NULL);
	return fd;
}

/* As a stream of bytes; -1 with errno. */
static int open_terminal(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY);
	struct termios raw;

	if (fd < 0 || tcgetattr(fd, &raw) < 0)
		return -1;
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	return fd;
}

#endif
