// SPDX-License-Identifier: GPL-2.0
/* clone() and clone3() share exactly what their flags name. */
#include "tap.h"

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static volatile int value;
static int descriptor;

static int child_writes(void *new_value)
{
	value = (int)(long)new_value;
	close(descriptor);
	umask(077);
	return chdir("/proc") != 0;
}

static pid_t start(int flags, int (*function)(void *), void *argument)
{
	char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	pid_t pid;

	require(stack != MAP_FAILED);
	pid = clone(function, stack + 65536, flags | SIGCHLD, argument);
	require(pid > 0);
	return pid;
}

static int in_proc(void)
{
	char path[256];

	return getcwd(path, sizeof(path)) && strcmp(path, "/proc") == 0;
}

static void check_sharing(int flags, const char *name)
{
	mode_t mask;

	require(chdir("/") == 0);
	umask(022);
	value = 1;
	descriptor = dup(0);
	check(status_of(start(flags, child_writes, (void *)2)) == 0, "%s: child runs", name);
	check(value == (flags & CLONE_VM ? 2 : 1), "%s: memory", name);
	check((fcntl(descriptor, F_GETFD) == -1) == !!(flags & CLONE_FILES), "%s: descriptors",
	      name);
	check(in_proc() == !!(flags & CLONE_FS), "%s: working directory", name);
	mask = umask(022);
	check(mask == (flags & CLONE_FS ? 077 : 022), "%s: umask", name);
	close(descriptor);
}

static int reports_parent(void *unused)
{
	(void)unused;
	return getppid() == value ? 0 : 1;
}

static void check_identifiers(void)
{
	pid_t parent_view = 0, *child_view;
	pid_t pid;

	child_view = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(child_view != MAP_FAILED);
	pid = syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0,
		      &parent_view, child_view, 0);
	if (pid == 0)
		_exit(*child_view == getpid() ? 0 : 1);
	check(parent_view == pid, "CLONE_PARENT_SETTID stores the pid");
	check(status_of(pid) == 0 && *child_view == pid,
	      "CLONE_CHILD_SETTID stores it in the child");

	*child_view = 77;
	pid = syscall(SYS_clone, CLONE_CHILD_CLEARTID | SIGCHLD, 0, NULL, child_view, 0);
	if (pid == 0)
		_exit(0);
	check(status_of(pid) == 0 && *child_view == 77,
	      "CLONE_CHILD_CLEARTID leaves memory that nobody shares alone");
}

static int starts_sibling(void *unused)
{
	(void)unused;
	start(CLONE_PARENT, reports_parent, NULL);
	return 0;
}

static void check_parent(void)
{
	int status, ends = 0;

	value = getpid();
	start(0, starts_sibling, NULL);
	while (wait(&status) > 0)
		ends += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	check(ends == 2, "CLONE_PARENT makes a sibling");
}

struct clone3_arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};

static void check_clone3(void)
{
	int pidfd = -1;
	siginfo_t info = { 0 };
	struct clone3_arguments arguments = {
		.flags = CLONE_PIDFD,
		.pidfd = (uintptr_t)&pidfd,
		.exit_signal = SIGCHLD,
	};
	pid_t pid = syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid == 0)
		_exit(9);
	check(pid > 0 && pidfd >= 0, "clone3 gives a pid and a pidfd");
	check(waitid(3 /* P_PIDFD */, pidfd, &info, WEXITED) == 0 && info.si_status == 9,
	      "waitid by pidfd");
	close(pidfd);
	check_errno(syscall(SYS_clone3, &arguments, 8), EINVAL, "clone3 with too small arguments");
	arguments.exit_signal = 200;
	check_errno(syscall(SYS_clone3, &arguments, sizeof(arguments)), EINVAL,
		    "clone3 with a bad signal");
	check_errno(syscall(SYS_clone3, 8UL, sizeof(arguments)), EFAULT, "clone3 with bad pointer");
}

static void check_errors(void)
{
	check_errno(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), EINVAL,
		    "CLONE_THREAD without CLONE_SIGHAND");
	check_errno(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0), EINVAL,
		    "CLONE_SIGHAND without CLONE_VM");
	check_errno(syscall(SYS_clone, CLONE_NEWNS | CLONE_FS, 0, 0, 0, 0), EINVAL,
		    "CLONE_NEWNS with CLONE_FS");
}

int main(void)
{
	check_sharing(0, "nothing shared");
	check_sharing(CLONE_VM, "CLONE_VM");
	check_sharing(CLONE_FILES, "CLONE_FILES");
	check_sharing(CLONE_FS, "CLONE_FS");
	check_sharing(CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND, "all shared");
	check_sharing(CLONE_VM | CLONE_VFORK, "CLONE_VM and CLONE_VFORK");
	check_identifiers();
	check_parent();
	check_clone3();
	check_errors();
	return finish();
}
