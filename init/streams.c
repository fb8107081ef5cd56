// SPDX-License-Identifier: GPL-2.0
/* Standard files of a new process. */
#include "streams.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void attach_terminal(const char *path, uid_t user)
{
	int fd = open(path, O_RDWR);

	ioctl(fd, TIOCSCTTY, 0);
	fchown(fd, user, (gid_t)-1);
	for (int standard = 0; standard < 3; standard++)
		dup2(fd, standard);
	if (fd > STDERR_FILENO)
		close(fd);
}

void streams_attach(const struct streams *streams, uid_t user)
{
	int null;

	setsid();
	if (streams->terminal) {
		attach_terminal(streams->terminal, user);
		return;
	}
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int standard = 0; standard < 3; standard++) {
		int fd = streams->standard[standard];

		dup2(fd < 0 ? null : fd, standard);
	}
}
