// SPDX-License-Identifier: GPL-2.0
/* A signal during a system call restarts it or ends it with EINTR, as signal(7) says. */
#include "tap.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static volatile int handled;
static int ends[2];

/* The second interruption writes what a restarted call waits for. */
static void interrupt(int signal)
{
	int saved = errno;

	(void)signal;
	if (++handled == 3 && write(ends[1], "x", 1) != 1)
		_exit(3);
	errno = saved;
}

static timer_t timer;

static void start(int flags)
{
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = flags };
	struct itimerspec often = { { 0, 20000000 }, { 0, 20000000 } };

	handled = 0;
	require(sigaction(SIGALRM, &action, NULL) == 0);
	require(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
	require(timer_settime(timer, 0, &often, NULL) == 0);
}

static void stop(void)
{
	require(timer_delete(timer) == 0);
}

static void drain(void)
{
	char bytes[16];

	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while (read(ends[0], bytes, sizeof(bytes)) > 0)
		;
	fcntl(ends[0], F_SETFL, 0);
}

static long reads(void)
{
	char byte;

	return read(ends[0], &byte, 1);
}

static long receives(void)
{
	char byte;

	return recv(ends[0], &byte, 1, 0);
}

static long waits_for_child(void)
{
	pid_t pid = fork();
	long result;

	if (pid == 0) {
		sleep_ms(200);
		_exit(0);
	}
	result = waitpid(pid, NULL, 0) == pid;
	if (!result) {
		int saved = errno;

		while (waitpid(pid, NULL, 0) != pid)
			;
		errno = saved;
		return -1;
	}
	return result;
}

static long locks(void)
{
	char name[] = "/tmp/rumproast-lock-XXXXXX";
	struct flock lock = { .l_type = F_WRLCK };
	int file = mkstemp(name), ready[2];
	long result;
	char byte;
	pid_t pid;

	require(file >= 0 && pipe(ready) == 0);
	pid = fork();
	if (pid == 0) {
		fcntl(file, F_SETLKW, &lock);
		_exit(write(ready[1], "x", 1) != 1 || (sleep_ms(200), 0));
	}
	while (read(ready[0], &byte, 1) != 1)
		;
	result = fcntl(file, F_SETLKW, &lock) == 0 ? 1 : -1;
	int saved = errno;
	while (waitpid(pid, NULL, 0) != pid)
		;
	unlink(name);
	close(file);
	close(ready[0]);
	close(ready[1]);
	errno = saved;
	return result;
}

static long polls(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };

	return poll(&entry, 1, 5000);
}

static long selects(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	return select(ends[0] + 1, &set, NULL, NULL, NULL);
}

static long waits_for_events(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int set = epoll_create1(0);
	long result;

	epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event);
	result = epoll_wait(set, &event, 1, -1);
	close(set);
	return result;
}

static long pauses(void)
{
	return pause();
}

static long sleeps(void)
{
	struct timespec long_time = { 5, 0 }, rest = { 0, 0 };
	long result = nanosleep(&long_time, &rest);

	if (result == -1 && errno == EINTR && rest.tv_sec != 4)
		errno = ERANGE; /* what is left must be told */
	return result;
}

static const struct {
	const char *name;
	long (*call)(void);
	int restarts;
} calls[] = {
	{ "read from a pipe or socket", reads, 1 },
	{ "recv", receives, 1 },
	{ "waitpid", waits_for_child, 1 },
	{ "fcntl lock", locks, 1 },
	{ "poll", polls, 0 },
	{ "select", selects, 0 },
	{ "epoll_wait", waits_for_events, 0 },
	{ "pause", pauses, 0 },
	{ "nanosleep", sleeps, 0 },
};

/* nanosleep without a handler goes on after SIGCONT through restart_syscall(). */
static int sleeps_through_stop(void *unused)
{
	struct timespec time = { 0, 300000000 };
	long long before = now_ns(CLOCK_MONOTONIC);

	(void)unused;
	if (nanosleep(&time, NULL) != 0)
		return 1;
	return now_ns(CLOCK_MONOTONIC) - before >= 300000000 ? 0 : 2;
}

static void check_restart_block(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sleeps_through_stop(NULL));
	sleep_ms(60);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	check(status_of(pid) == 0, "nanosleep goes on after a stop and sleeps its time");
}

int main(void)
{
	alarm(0);
	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		long result;

		start(SA_RESTART);
		result = calls[i].call();
		int error = errno;
		stop();
		drain();
		errno = error;
		if (calls[i].restarts)
			check(result == 1, "%s is restarted with SA_RESTART", calls[i].name);
		else
			check(result == -1 && errno == EINTR,
			      "%s ends with EINTR despite SA_RESTART", calls[i].name);
		start(0);
		result = calls[i].call();
		error = errno;
		stop();
		drain();
		errno = error;
		check(result == -1 && errno == EINTR, "%s ends with EINTR without SA_RESTART",
		      calls[i].name);
	}
	check_restart_block();
	return finish();
}
