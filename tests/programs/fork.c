// SPDX-License-Identifier: GPL-2.0
/* fork() gives a copy of the process, vfork() lends it, and wait() tells how they end. */
#include "tap.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static int returns_7(void *unused)
{
	(void)unused;
	return 7;
}

static int kills_itself(void *signal)
{
	kill(getpid(), (int)(long)signal);
	return 0;
}

static void check_ends(void)
{
	check(in_child(returns_7, NULL) == 7, "exit status comes back");
	check(in_child(kills_itself, (void *)SIGKILL) == -SIGKILL, "death by SIGKILL comes back");
	check(in_child(kills_itself, (void *)SIGTERM) == -SIGTERM, "death by SIGTERM comes back");
	check(in_child(kills_itself, (void *)SIGABRT) == -SIGABRT, "death by SIGABRT comes back");
}

static void check_memory(void)
{
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	volatile int local = 1;
	pid_t pid;

	require(shared != MAP_FAILED && private != MAP_FAILED);
	*private = 1;
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		local = 2;
		*private = 2;
		*shared = 2;
		_exit(0);
	}
	check(status_of(pid) == 0, "child ran");
	check(local == 1, "stack is copied");
	check(*private == 1, "private memory is copied");
	check(*shared == 2, "shared memory is shared");
}

static void check_identity(void)
{
	int ends[2];
	pid_t pid, seen[2];

	require(pipe(ends) == 0);
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		seen[0] = getpid();
		seen[1] = getppid();
		_exit(write(ends[1], seen, sizeof(seen)) != sizeof(seen));
	}
	check(read(ends[0], seen, sizeof(seen)) == sizeof(seen), "child reports through a pipe");
	check(status_of(pid) == 0, "reporting child ends well");
	check(seen[0] == pid, "child has the pid that the parent was told");
	check(seen[1] == getpid(), "child has this process as its parent");
	close(ends[0]);
	close(ends[1]);
}

static void check_descriptors(void)
{
	char byte;
	int file = open("/proc/self/exe", O_RDONLY);
	pid_t pid;

	require(file >= 0);
	pid = fork();
	if (pid == 0)
		_exit(lseek(file, 3, SEEK_SET) != 3);
	check(status_of(pid) == 0, "child moves the file offset");
	check(read(file, &byte, 1) == 1 && byte == 'F', "the offset is shared with the parent");
	close(file);
}

static void check_vfork(void)
{
	static volatile int lent;
	pid_t pid = vfork();

	if (pid == 0) {
		lent = 42;
		_exit(5);
	}
	check(pid > 0, "vfork gives a pid");
	check(lent == 42, "vfork lends memory, and the parent waits until it is given back");
	check(status_of(pid) == 5, "vfork child's status comes back");
}

static void check_many(void)
{
	pid_t children[50];
	int sum = 0;

	for (int i = 0; i < 50; i++) {
		children[i] = fork();
		require(children[i] >= 0);
		if (children[i] == 0)
			_exit(i);
	}
	for (int i = 49; i >= 0; i--)
		sum += status_of(children[i]) == i;
	check(sum == 50, "fifty children at a time, waited for in reverse");
}

static void check_wait_options(void)
{
	int status;
	siginfo_t info = { 0 };
	struct rusage usage = { 0 };
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	check(waitpid(pid, &status, WNOHANG) == 0, "WNOHANG says 0 while the child lives");
	kill(pid, SIGSTOP);
	check(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) &&
		      WSTOPSIG(status) == SIGSTOP,
	      "a stop is reported");
	kill(pid, SIGCONT);
	check(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status),
	      "a continuation is reported");
	kill(pid, SIGKILL);
	check(waitid(P_PID, pid, &info, WEXITED | WNOWAIT) == 0 && info.si_pid == pid &&
		      info.si_code == CLD_KILLED && info.si_status == SIGKILL,
	      "waitid tells how the child ended");
	check(wait4(pid, &status, 0, &usage) == pid, "wait4 collects it");
	check_errno(waitpid(pid, &status, 0), ECHILD, "a second wait finds no child");
	check_errno(waitpid(-1, &status, 0x40000), EINVAL, "unknown wait options");
}

int main(void)
{
	check_ends();
	check_memory();
	check_identity();
	check_descriptors();
	check_vfork();
	check_many();
	check_wait_options();
	return finish();
}
