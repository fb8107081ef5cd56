// SPDX-License-Identifier: GPL-2.0
/* What the process that is a domain's network cannot do any more once it reads frames. */
#include "spec.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../roast/host/common/landlock.h"
#include "../../../roast/host/qemu/network_process.h"

static bool confined(void)
{
	return network_confine();
}

static int starts_program(void *unused)
{
	char *const words[] = { (char *)"/bin/true", NULL };

	(void)unused;
	require(confined());
	execv(words[0], words);
	return errno == EPERM ? 0 : 1;
}

static int forks(void *unused)
{
	pid_t pid;

	(void)unused;
	require(confined());
	pid = fork();
	if (pid == 0)
		_exit(0);
	return pid < 0 && errno == EPERM ? 0 : 1;
}

static int has_family(void *family)
{
	require(confined());
	return socket(*(int *)family, SOCK_DGRAM, 0) < 0 && errno == EPERM ? 0 : 1;
}

/* Even this process itself, whose user it has whoever it was before. */
static int signals(void *unused)
{
	(void)unused;
	require(confined());
	return kill(getpid(), 0) && errno == EPERM ? 0 : 1;
}

/* This process' own program: whoever may execute it may read it, but for Landlock. */
static int reads(void *path)
{
	require(confined());
	return open(path, O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES ? 0 : 1;
}

static int still_works(void *unused)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(to);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

	(void)unused;
	require(listener >= 0 && !bind(listener, (struct sockaddr *)&to, sizeof(to)));
	require(!listen(listener, 1) && !getsockname(listener, (struct sockaddr *)&to, &size));
	require(confined());
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return 1;
	if (socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno != EAFNOSUPPORT)
		return 1;
	return open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC) < 0;
}

/* By a right, not by its number, which stays 0 in a user namespace without nobody. */
static int is_root(void *unused)
{
	(void)unused;
	require(confined());
	return chroot("/") == 0;
}

int main(void)
{
	static int families[] = { AF_UNIX, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG };
	int set = landlock_begin(LANDLOCK_FILES);

	check(in_child(starts_program, NULL) == 0, "it starts no program");
	check(in_child(forks, NULL) == 0, "and no process");
	check(in_child(signals, NULL) == 0, "signals nobody");
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		check(in_child(has_family, &families[i]) == 0, "has no socket of family %d",
		      families[i]);
	if (geteuid() == 0)
		check(in_child(is_root, NULL) == 0, "is root no more");
	if (set < 0)
		tap_note("this kernel has no Landlock: files stay open to the process");
	else
		check(in_child(reads, (void *)"/usr/bin/env") == 0, "reads no file");
	check(in_child(still_works, NULL) == 0, "connects, and reads where name servers are");
	return finish();
}
