/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test program needs to say its results, in the Test Anything Protocol.
 *
 * A program checks one property in many lines. Every line goes out by one write(2), so that no
 * buffer is duplicated by fork() and none is lost in a crash. Only the first process of a
 * program prints: children tell their result by exit status. Descriptions must be the same in
 * every run: no addresses, process ids or times, for the harness compares them with those of
 * the same program run natively. What may differ goes into note().
 *
 * Error policy: a set-up step that fails goes through require(), which prints one line and ends
 * the program with status 2; a property that does not hold is a failed check and the program
 * goes on. finish() gives the exit status: 0 when all held, 1 otherwise.
 */
#ifndef RUMPROAST_TAP_H
#define RUMPROAST_TAP_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int tap_count, tap_failures;

__attribute__((unused, format(printf, 2, 0))) static void
tap_line(const char *prefix, const char *format, va_list arguments)
{
	char line[512];
	int size = snprintf(line, sizeof(line) - 1, "%s", prefix);

	size += vsnprintf(line + size, sizeof(line) - 1 - size, format, arguments);
	if (size > (int)sizeof(line) - 2)
		size = sizeof(line) - 2;
	line[size++] = '\n';
	if (write(STDOUT_FILENO, line, size) != size)
		_exit(3);
}

/* A line for people; never compared. */
__attribute__((unused, format(printf, 1, 2))) static void note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tap_line("# ", format, arguments);
	va_end(arguments);
}

__attribute__((unused, format(printf, 5, 6))) static int
tap_check(int holds, const char *text, const char *file, int line, const char *format, ...)
{
	int saved_errno = errno;
	va_list arguments;
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "%sok %d - ", holds ? "" : "not ", ++tap_count);
	va_start(arguments, format);
	tap_line(prefix, format, arguments);
	va_end(arguments);
	if (!holds) {
		tap_failures++;
		note("%s:%d: %s (errno %d, %s)", file, line, text, saved_errno,
		     strerror(saved_errno));
	}
	errno = saved_errno;
	return holds;
}

/* One property: check(condition, "description", ...). Gives the condition back. */
#define check(condition, ...) tap_check(!!(condition), #condition, __FILE__, __LINE__, __VA_ARGS__)

/* A call that must fail with -1 and the given errno. */
#define check_errno(call, expected, ...)                                                           \
	(errno = 0, tap_check((long)(call) == -1 && errno == (expected),                           \
			      #call " gives " #expected, __FILE__, __LINE__, __VA_ARGS__))

/* A step of the set-up; nothing can be said without it. */
#define require(condition)                                                                         \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			note("set-up failed, %s:%d: %s (%s)", __FILE__, __LINE__, #condition,      \
			     strerror(errno));                                                     \
			_exit(2);                                                                  \
		}                                                                                  \
	} while (0)

__attribute__((unused)) static int finish(void)
{
	char line[32];
	int size = snprintf(line, sizeof(line), "1..%d\n", tap_count);

	if (write(STDOUT_FILENO, line, size) != size)
		return 3;
	return tap_failures ? 1 : 0;
}

/* Waits for a child; its exit status (0..255), or minus the signal that ended it. */
__attribute__((unused)) static int status_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) != pid)
		require(errno == EINTR);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* Runs function(argument) in a child; what it returns is the exit status. As status_of(). */
__attribute__((unused)) static int in_child(int (*function)(void *), void *argument)
{
	pid_t pid = fork();

	require(pid >= 0);
	if (pid == 0)
		_exit(function(argument));
	return status_of(pid);
}

static volatile unsigned char tap_sink;

static inline int tap_read_byte(void *address)
{
	tap_sink = *(volatile unsigned char *)address;
	return 0;
}

static inline int tap_write_byte(void *address)
{
	*(volatile unsigned char *)address = 0x5a;
	return 0;
}

static inline int tap_call(void *address)
{
	((void (*)(void))(unsigned long)address)();
	return 0;
}

/* 0 when a child survives the access, or minus the signal it died of. */
#define reading(address) in_child(tap_read_byte, (void *)(address))
#define writing(address) in_child(tap_write_byte, (void *)(address))
#define calling(address) in_child(tap_call, (void *)(address))

__attribute__((unused)) static void sleep_ms(long ms)
{
	struct timespec rest = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&rest, &rest) && errno == EINTR)
		;
}

__attribute__((unused)) static long long now_ns(clockid_t clock)
{
	struct timespec now;

	require(clock_gettime(clock, &now) == 0);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* A directory of its own for this process, removed by nobody (it is on a tmpfs or in /tmp). */
__attribute__((unused)) static const char *scratch_directory(void)
{
	static char name[64];

	snprintf(name, sizeof(name), "%s/rumproast-XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	require(mkdtemp(name) != NULL);
	require(chdir(name) == 0);
	return name;
}

#endif
