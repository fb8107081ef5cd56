// SPDX-License-Identifier: GPL-2.0
/* The monitor's socket. */
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

/* Through an open directory, whose name in /proc is short. */
static int address_of(const char *directory, struct sockaddr_un *address)
{
	int opened = open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/socket", opened);
	return opened;
}

static int finish(int fd, int directory, int result)
{
	int error = errno;

	close(directory);
	if (result && fd >= 0)
		close(fd);
	errno = error;
	return result ? -1 : fd;
}

int socket_listen(const char *directory)
{
	struct sockaddr_un address;
	int opened = address_of(directory, &address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (opened < 0 || fd < 0)
		return finish(fd, opened, -1);
	unlinkat(opened, "socket", 0);
	return finish(fd, opened,
		      bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
			      listen(fd, BACKLOG));
}

int socket_connect(const char *directory)
{
	struct sockaddr_un address;
	int opened = address_of(directory, &address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (opened < 0 || fd < 0)
		return finish(fd, opened, -1);
	return finish(fd, opened, connect(fd, (struct sockaddr *)&address, sizeof(address)));
}
