// SPDX-License-Identifier: GPL-2.0
/* Namespaces: of users, names, processes, IPC, mounts and networks, entered together. */
#include "tap.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#define QUEUE 0x52554d50

/* What a child finds, as bits of its exit status. */
#define NAME_IS_ITS_OWN 1
#define IS_FIRST_PROCESS 2
#define QUEUE_IS_NOT_THERE 4
#define ONLY_LOOPBACK 8
#define MAY_MOUNT 16
#define IS_ROOT 32
#define NOTHING_ENTERED 255

static int only_loopback(void)
{
	struct if_nameindex *all = if_nameindex();
	int only = all && all[0].if_index && strcmp(all[0].if_name, "lo") == 0 && !all[1].if_index;

	if_freenameindex(all);
	return only;
}

static int look_around(void *unused)
{
	struct utsname names;
	int found = 0;

	(void)unused;
	if (sethostname("inside", 6) == 0 && uname(&names) == 0 &&
	    strcmp(names.nodename, "inside") == 0)
		found |= NAME_IS_ITS_OWN;
	if (getpid() == 1)
		found |= IS_FIRST_PROCESS;
	if (msgget(QUEUE, 0) == -1 && errno == ENOENT)
		found |= QUEUE_IS_NOT_THERE;
	if (only_loopback())
		found |= ONLY_LOOPBACK;
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 ||
	    mount("none", "/proc", "tmpfs", 0, NULL) == 0)
		found |= MAY_MOUNT;
	if (getuid() == 0)
		found |= IS_ROOT;
	return found;
}

static void map_root(const char *file, unsigned int id)
{
	char line[32];
	int size = snprintf(line, sizeof(line), "0 %u 1\n", id);
	int map = open(file, O_WRONLY | O_CLOEXEC);

	require(map >= 0 && write(map, line, (size_t)size) == size && close(map) == 0);
}

/* Processes change their namespace of processes only for their children. */
static int enter_all(void *unused)
{
	unsigned int user = getuid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNS |
		    CLONE_NEWNET))
		return NOTHING_ENTERED;
	map_root("/proc/self/uid_map", user);
	return in_child(look_around, unused);
}

static int join_names(void *argument)
{
	struct utsname names;
	int *file = argument;

	return setns(*file, CLONE_NEWUTS) == 0 && uname(&names) == 0 ? 0 : errno;
}

int main(void)
{
	int queue = msgget(QUEUE, IPC_CREAT | 0600);
	int names = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	struct utsname before, after;
	int found;

	require(queue >= 0 && uname(&before) == 0);
	check(names >= 0, "a namespace is a file");
	found = in_child(enter_all, NULL);
	check(found >= 0 && found != NOTHING_ENTERED, "six namespaces are entered at once");
	check(found & NAME_IS_ITS_OWN, "the host name is its own");
	check(found & IS_FIRST_PROCESS, "the first process has number 1");
	check(found & QUEUE_IS_NOT_THERE, "message queues of outside are not there");
	check(found & ONLY_LOOPBACK, "the network has nothing but the loopback interface");
	check(found & MAY_MOUNT, "mounts may be changed");
	check(found & IS_ROOT, "a user is root inside");
	check(uname(&after) == 0 && strcmp(before.nodename, after.nodename) == 0,
	      "the name outside has not changed");
	if (geteuid() == 0)
		check(in_child(join_names, &names) == 0, "a namespace is joined by its file");
	else
		check(in_child(join_names, &names) == EPERM, "a namespace is joined by its file");
	msgctl(queue, IPC_RMID, NULL);
	return finish();
}
