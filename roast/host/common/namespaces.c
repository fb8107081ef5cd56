// SPDX-License-Identifier: GPL-2.0
/* Namespaces of a process that is about to become a host's program. */
#include "namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../base/dumpable.h"
#include "../../base/text.h"

static bool write_text(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	bool done = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
	int error = errno;

	if (file >= 0)
		close(file);
	errno = error;
	return done;
}

/* Root may as it is, and so may who is in such a user namespace already. */
bool namespaces_make(int flags)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	char *users, *groups;
	bool done;

	if (!unshare(flags))
		return true;
	if (!user || errno != EPERM)
		return false;
	users = text_format("%u %u 1", user, user);
	groups = text_format("%u %u 1", group, group);
	done = dumpable_before_exec() && !unshare(CLONE_NEWUSER | flags) &&
	       write_text("/proc/self/setgroups", "deny") &&
	       write_text("/proc/self/uid_map", users) && write_text("/proc/self/gid_map", groups);
	free(users);
	free(groups);
	return done;
}
