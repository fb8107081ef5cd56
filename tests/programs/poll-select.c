// SPDX-License-Identifier: GPL-2.0
/* poll(), ppoll(), select() and pselect(): what is ready, for how long, and what is wrong. */
#include "tap.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>

static int ends[2];

static void nothing(int signal)
{
	(void)signal;
}

static void check_poll(void)
{
	struct pollfd entries[4] = {
		{ .fd = ends[0], .events = POLLIN },
		{ .fd = ends[1], .events = POLLOUT },
		{ .fd = -1, .events = POLLIN },
		{ .fd = 0x7000, .events = POLLIN },
	};
	struct timespec soon = { 0, 30000000 };
	long long before = now_ns(CLOCK_MONOTONIC);

	check(poll(entries, 4, 0) == 2, "two of four have something to say");
	check(entries[0].revents == 0 && entries[1].revents == POLLOUT && entries[2].revents == 0 &&
		      entries[3].revents == POLLNVAL,
	      "nothing to read, room to write, ignored, not open");
	check(poll(entries, 1, 30) == 0 && now_ns(CLOCK_MONOTONIC) - before >= 30000000,
	      "poll waits its time");
	check(ppoll(entries, 1, &soon, NULL) == 0, "ppoll waits its time");
	require(write(ends[1], "x", 1) == 1);
	check(poll(entries, 1, -1) == 1 && entries[0].revents == POLLIN, "input");
	check_errno(syscall(SYS_poll, entries, 1U << 30, 0), EINVAL,
		    "more entries than files there may be");
	soon.tv_nsec = 1000000000;
	check_errno(ppoll(entries, 1, &soon, NULL), EINVAL, "a bad time");
}

static void check_mask(void)
{
	struct sigaction action = { .sa_handler = nothing };
	struct timespec limit = { 10, 0 };
	sigset_t block, open_set;

	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&open_set);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, NULL);
	raise(SIGUSR1);
	check_errno(ppoll(NULL, 0, &limit, &open_set), EINTR, "ppoll opens the mask");
	raise(SIGUSR1);
	check_errno(pselect(0, NULL, NULL, NULL, &limit, &open_set), EINTR,
		    "pselect opens the mask");
	sigprocmask(SIG_BLOCK, NULL, &open_set);
	check(sigismember(&open_set, SIGUSR1) == 1, "and closes it again");
	sigprocmask(SIG_UNBLOCK, &block, NULL);
}

static void check_select(void)
{
	fd_set in, out;
	struct timeval time = { 0, 40000 };

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(ends[0], &in);
	FD_SET(ends[1], &out);
	check(select(ends[1] + 1, &in, &out, NULL, NULL) == 2 && FD_ISSET(ends[0], &in) &&
		      FD_ISSET(ends[1], &out),
	      "input and room");
	FD_ZERO(&out);
	check(select(0, NULL, NULL, NULL, &time) == 0 && time.tv_sec == 0 && time.tv_usec == 0,
	      "select waits and tells that no time is left");
	time.tv_sec = 5;
	check(select(ends[0] + 1, &in, NULL, NULL, &time) == 1 &&
		      (time.tv_sec == 4 || time.tv_sec == 5),
	      "select tells the time that is left");
	FD_ZERO(&in);
	FD_SET(40, &in);
	check_errno(select(41, &in, NULL, NULL, NULL), EBADF, "a file that is not open");
	check_errno(select(-1, &in, NULL, NULL, NULL), EINVAL, "a negative count");
}

static void check_hang_up(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };
	struct pollfd writer;
	int other[2];

	close(ends[1]);
	check(poll(&entry, 1, 0) == 1 && entry.revents == (POLLIN | POLLHUP),
	      "input, then the end");
	require(pipe(other) == 0);
	close(other[0]);
	writer.fd = other[1];
	writer.events = POLLOUT;
	check(poll(&writer, 1, 0) == 1 && (writer.revents & POLLERR), "a pipe without a reader");
}

int main(void)
{
	alarm(60);
	require(pipe(ends) == 0);
	check_poll();
	check_mask();
	check_select();
	check_hang_up();
	return finish();
}
