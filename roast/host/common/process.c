// SPDX-License-Identifier: GPL-2.0
/* Programs that run as long as a domain does. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../base/files.h"
#include "clock.h"

#define END_MS 2000
#define POLL_MS 10

/* The caller may block signals, or have them ignored; that is no business of the program's. */
static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

struct surroundings {
	int input, output; /* -1: none, the log */
	const int *keep;
	size_t keep_count;
	bool (*prepare)(const void *owner); /* or null */
	const void *owner;
};

static void place_streams(const struct surroundings *around, const char *log)
{
	int file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (file < 0)
		file = null;
	dup2(file, STDERR_FILENO);
	dup2(around->input >= 0 ? around->input : null, STDIN_FILENO);
	dup2(around->output >= 0 ? around->output : file, STDOUT_FILENO);
	/* A lock that it inherited would be held as long as it runs. */
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	for (size_t i = 0; i < around->keep_count; i++)
		fcntl(around->keep[i], F_SETFD, 0);
}

static void __attribute__((noreturn))
become(const struct texts *argv, const char *directory, const char *log,
       const struct surroundings *around, pid_t parent)
{
	reset_signals();
	place_streams(around, log);
	if (around->prepare && !around->prepare(around->owner))
		_exit(127);
	/* Not before: other credentials would undo it. And the parent may have died before it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (chdir(directory))
		dprintf(STDERR_FILENO, "%s: %s\n", directory, strerror(errno));
	else if (execvp(argv->texts[0], argv->texts))
		dprintf(STDERR_FILENO, "%s: %s\n", argv->texts[0], strerror(errno));
	_exit(127);
}

static pid_t start(const struct texts *argv, const char *directory, const char *log,
		   const struct surroundings *around)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (!pid)
		become(argv, directory, log, around, parent);
	return pid;
}

pid_t process_start(const struct texts *argv, const char *directory, const char *log,
		    const int *keep, size_t keep_count)
{
	const struct surroundings around = { -1, -1, keep, keep_count, NULL, NULL };

	return start(argv, directory, log, &around);
}

pid_t process_start_prepared(const struct texts *argv, const char *directory, const char *log,
			     const int *keep, size_t keep_count, bool (*prepare)(const void *owner),
			     const void *owner)
{
	const struct surroundings around = { -1, -1, keep, keep_count, prepare, owner };

	return start(argv, directory, log, &around);
}

pid_t process_start_on(const struct texts *argv, const char *directory, const char *log, int stream)
{
	const struct surroundings around = { stream, stream, NULL, 0, NULL, NULL };

	return start(argv, directory, log, &around);
}

bool process_wait(pid_t pid, int milliseconds, int *status)
{
	long until = clock_ms() + milliseconds;
	pid_t ended;

	while ((ended = waitpid(pid, status, WNOHANG)) != pid) {
		if ((ended < 0 && errno != EINTR) || clock_ms() >= until)
			return false;
		clock_pause_ms(POLL_MS);
	}
	return true;
}

/* One that is no child of this process, as after a monitor's death, is gone without a trace. */
bool process_has_ended(pid_t pid)
{
	siginfo_t ended = { 0 };

	if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0)
		return ended.si_pid == pid;
	return kill(pid, 0) && errno == ESRCH;
}

void process_end(pid_t pid)
{
	long until = clock_ms() + END_MS;

	kill(pid, SIGTERM);
	while (!process_has_ended(pid)) {
		if (clock_ms() >= until) {
			kill(pid, SIGKILL);
			return;
		}
		clock_pause_ms(POLL_MS);
	}
}

void process_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

uint64_t process_memory(pid_t pid)
{
	char *path = text_format("/proc/%d/statm", (int)pid);
	char *text = file_try_read(path, NULL);
	const char *second = text ? strchr(text, ' ') : NULL;
	unsigned long long pages = second ? strtoull(second, NULL, 10) : 0;

	free(text);
	free(path);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t process_cpu_time(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used))
		return 0;
	return (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}
