// SPDX-License-Identifier: GPL-2.0
/* Sockets in the file system, whatever the length of their path. */
#include "local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../base/text.h"

/* Opens path's folder, which has to stay open until address has been used; -1 with errno. */
static int take_address(const char *path, struct sockaddr_un *address)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? text_format("%.*s/", (int)(slash - path), path) : text_copy(".");
	int file = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int length;

	free(folder);
	if (file < 0)
		return -1;
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	length = snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s", file,
			  slash ? slash + 1 : path);
	if (length < (int)sizeof(address->sun_path))
		return file;
	close(file);
	errno = ENAMETOOLONG;
	return -1;
}

static int give_up(int first, int second)
{
	int error = errno;

	if (first >= 0)
		close(first);
	if (second >= 0)
		close(second);
	errno = error;
	return -1;
}

/* A socket that use() has given the name, or taken to it; -1 with errno. */
static int open_socket(const char *path, bool (*use)(int file, const struct sockaddr_un *address))
{
	struct sockaddr_un address;
	int folder = take_address(path, &address);
	int file;

	if (folder < 0)
		return -1;
	file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (file < 0 || !use(file, &address))
		return give_up(folder, file);
	close(folder);
	return file;
}

static bool listen_at(int file, const struct sockaddr_un *address)
{
	unlink(address->sun_path);
	return bind(file, (const struct sockaddr *)address, sizeof(*address)) == 0 &&
	       listen(file, 16) == 0;
}

static bool connect_to(int file, const struct sockaddr_un *address)
{
	return connect(file, (const struct sockaddr *)address, sizeof(*address)) == 0;
}

int local_socket_listen(const char *path)
{
	return open_socket(path, listen_at);
}

int local_socket_connect(const char *path)
{
	return open_socket(path, connect_to);
}
