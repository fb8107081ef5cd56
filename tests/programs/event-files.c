// SPDX-License-Identifier: GPL-2.0
/* eventfd, timerfd, signalfd, pidfd and inotify: events as files. */
#include "tap.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

static int readable(int file)
{
	struct pollfd entry = { .fd = file, .events = POLLIN };

	return poll(&entry, 1, 0) == 1 && (entry.revents & POLLIN);
}

static void check_eventfd(void)
{
	int file = eventfd(3, EFD_NONBLOCK);
	uint64_t value = 0;

	check(readable(file) && read(file, &value, 8) == 8 && value == 3,
	      "a counter starts as told");
	check_errno(read(file, &value, 8), EAGAIN, "an empty counter");
	value = 5;
	check(write(file, &value, 8) == 8 && write(file, &value, 8) == 8 &&
		      read(file, &value, 8) == 8 && value == 10,
	      "a counter adds");
	value = ~0ULL;
	check_errno(write(file, &value, 8), EINVAL, "the largest number is not a count");
	value = ~0ULL - 1;
	check(write(file, &value, 8) == 8, "a counter is filled");
	value = 1;
	check_errno(write(file, &value, 8), EAGAIN, "a full counter");
	check_errno(read(file, &value, 4), EINVAL, "room for half a number");
	close(file);
	file = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	check(read(file, &value, 8) == 8 && value == 1 && read(file, &value, 8) == 8 &&
		      value == 1 && read(file, &value, 8) == -1,
	      "a semaphore counts down");
	close(file);
}

static void check_timerfd(void)
{
	int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec time = { .it_value = { 0, 20000000 }, .it_interval = { 0, 10000000 } };
	struct itimerspec left;
	uint64_t count = 0;

	check_errno(read(file, &count, 8), EAGAIN, "a timer that is not armed");
	require(timerfd_settime(file, 0, &time, NULL) == 0);
	check(timerfd_gettime(file, &left) == 0 && left.it_interval.tv_nsec == 10000000,
	      "a timer tells its interval");
	sleep_ms(100);
	check(readable(file), "a timer that expired is readable");
	check(read(file, &count, 8) == 8 && count >= 5, "it counts its expirations");
	fcntl(file, F_SETFL, 0);
	check(read(file, &count, 8) == 8 && count >= 1, "it can be waited for");
	memset(&time, 0, sizeof(time));
	check(timerfd_settime(file, 0, &time, &left) == 0 && left.it_interval.tv_nsec == 10000000,
	      "disarming tells what was set");
	time.it_value.tv_sec = 1;
	require(timerfd_settime(file, TFD_TIMER_ABSTIME, &time, NULL) == 0);
	check(read(file, &count, 8) == 8 && count == 1,
	      "an absolute time in the past expires at once");
	time.it_value.tv_nsec = 1000000000;
	check_errno(timerfd_settime(file, 0, &time, NULL), EINVAL, "a bad time");
	check_errno(timerfd_create(77, 0), EINVAL, "no such clock");
	close(file);
}

static void check_signalfd(void)
{
	struct signalfd_siginfo info = { 0 };
	sigset_t set;
	int file;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	file = signalfd(-1, &set, SFD_NONBLOCK);
	check_errno(read(file, &info, sizeof(info)), EAGAIN, "no signal is pending");
	raise(SIGUSR1);
	check(readable(file) && read(file, &info, sizeof(info)) == sizeof(info) &&
		      info.ssi_signo == SIGUSR1 && info.ssi_pid == (uint32_t)getpid(),
	      "a signal is read");
	pid = fork();
	if (pid == 0)
		_exit(5);
	fcntl(file, F_SETFL, 0);
	check(read(file, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGCHLD &&
		      info.ssi_status == 5 && info.ssi_pid == (uint32_t)pid,
	      "a child's end is read");
	status_of(pid);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	close(file);
}

static void check_pidfd(void)
{
	siginfo_t info = { 0 };
	pid_t pid = fork();
	int file;

	if (pid == 0) {
		pause();
		_exit(0);
	}
	file = (int)syscall(SYS_pidfd_open, pid, 0);
	check(file >= 0 && !readable(file), "a living process is not readable");
	check(syscall(SYS_pidfd_send_signal, file, SIGTERM, NULL, 0) == 0, "it takes a signal");
	struct pollfd entry = { .fd = file, .events = POLLIN };
	check(poll(&entry, 1, 10000) == 1, "a dead one is readable");
	check(waitid(P_PIDFD, file, &info, WEXITED) == 0 && info.si_status == SIGTERM,
	      "and can be waited for");
	close(file);
	check_errno(syscall(SYS_pidfd_open, -5, 0), EINVAL, "a senseless pid");
}

static uint32_t next_event(int file, char *name)
{
	char buffer[sizeof(struct inotify_event) + 256] __attribute__((aligned(8)));
	struct inotify_event *event = (void *)buffer;
	static char pending[4096] __attribute__((aligned(8)));
	static ssize_t have, at;

	if (at >= have) {
		have = read(file, pending, sizeof(pending));
		at = 0;
		if (have <= 0)
			return 0;
	}
	memcpy(buffer, pending + at, sizeof(struct inotify_event));
	strcpy(name, event->len ? pending + at + sizeof(struct inotify_event) : "");
	at += (ssize_t)(sizeof(struct inotify_event) + event->len);
	return event->mask;
}

static void check_inotify(void)
{
	int file = inotify_init1(IN_NONBLOCK), watch, made;
	char name[256];

	watch = inotify_add_watch(file, ".",
				  IN_CREATE | IN_MODIFY | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE);
	check(watch > 0, "a directory is watched");
	made = open("one", O_CREAT | O_WRONLY, 0600);
	require(made >= 0 && write(made, "x", 1) == 1 && close(made) == 0);
	require(rename("one", "two") == 0 && unlink("two") == 0 && mkdir("three", 0700) == 0);
	check(next_event(file, name) == IN_CREATE && strcmp(name, "one") == 0, "create");
	check(next_event(file, name) == IN_MODIFY, "modify");
	check(next_event(file, name) == IN_CLOSE_WRITE, "close");
	check(next_event(file, name) == IN_MOVED_FROM && strcmp(name, "one") == 0, "moved from");
	check(next_event(file, name) == IN_MOVED_TO && strcmp(name, "two") == 0, "moved to");
	check(next_event(file, name) == IN_DELETE, "delete");
	check(next_event(file, name) == (IN_CREATE | IN_ISDIR) && strcmp(name, "three") == 0,
	      "create a directory");
	check(next_event(file, name) == 0 && errno == EAGAIN, "no more");
	check(inotify_rm_watch(file, watch) == 0 && next_event(file, name) == IN_IGNORED,
	      "a watch ends");
	check_errno(inotify_rm_watch(file, watch), EINVAL, "a watch that ended");
	check_errno(inotify_add_watch(file, "absent", IN_CREATE), ENOENT, "nothing to watch");
	rmdir("three");
	close(file);
}

int main(void)
{
	alarm(60);
	scratch_directory();
	check_eventfd();
	check_timerfd();
	check_signalfd();
	check_pidfd();
	check_inotify();
	return finish();
}
