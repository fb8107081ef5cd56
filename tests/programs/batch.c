// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the programs of a list one after another and frames what they say, so that whoever reads
 * the console can tell them apart, also when the domain dies in the middle.
 *
 * usage: batch LIST
 *   LIST has one line per program: NAME SECONDS PATH [ARGUMENT]...
 * Prints
 *   @begin NAME
 *   | a line of the program's output
 *   @log TEXT         a complaint of the kernel's while the program ran
 *   @took NAME MILLISECONDS
 *   @end NAME STATUS  the exit status, "signal N", or "timeout" (it is killed then)
 *   @done             at the end of the list
 * Exit status: 0 when the list was worked through, 1 otherwise.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 32
#define LINE_SIZE 480

/* Output goes out in blocks, for a write to a domain's console is expensive; at most this late. */
#define BLOCK_SIZE 3072
#define FLUSH_MILLISECONDS 250

enum { KLOG_READ_CLEAR = 4 };

static int log_is_readable;

static char block[BLOCK_SIZE];
static size_t block_size;

static void flush(void)
{
	if (block_size && write(STDOUT_FILENO, block, block_size) != (ssize_t)block_size)
		_exit(1);
	block_size = 0;
}

__attribute__((format(printf, 1, 2))) static void print(const char *format, ...)
{
	char line[LINE_SIZE + 32];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (size >= (int)sizeof(line)) {
		size = sizeof(line);
		line[size - 1] = '\n';
	}
	if (block_size + (size_t)size > sizeof(block))
		flush();
	memcpy(block + block_size, line, (size_t)size);
	block_size += (size_t)size;
}

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct line {
	char text[LINE_SIZE];
	size_t size;
};

static void flush_line(struct line *line)
{
	if (line->size)
		print("| %.*s\n", (int)line->size, line->text);
	line->size = 0;
}

static void take(struct line *line, const char *bytes, ssize_t size)
{
	for (ssize_t i = 0; i < size; i++) {
		if (bytes[i] == '\n' || line->size == sizeof(line->text))
			flush_line(line);
		if (bytes[i] != '\n')
			line->text[line->size++] = bytes[i];
	}
}

static pid_t start(char **words, int output)
{
	pid_t pid = fork();
	int null;

	if (pid)
		return pid;
	setsid();
	null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		_exit(126);
	close(null);
	close(output);
	execv(words[0], words);
	dprintf(STDERR_FILENO, "batch: %s: %s\n", words[0], strerror(errno));
	_exit(127);
}

/* Copies output until the program ends; 0, or -1 when the time is up. */
static int follow(pid_t pid, int output, long long deadline, int *status)
{
	struct line line = { .size = 0 };
	struct pollfd entry = { .fd = output, .events = POLLIN };
	long long flushed = milliseconds();
	char bytes[4096];
	int ended = 0;
	ssize_t size;

	while (!ended && milliseconds() < deadline) {
		ended = waitpid(pid, status, WNOHANG) == pid;
		poll(&entry, 1, ended ? 0 : 20);
		while ((size = read(output, bytes, sizeof(bytes))) > 0)
			take(&line, bytes, size);
		if (milliseconds() - flushed >= FLUSH_MILLISECONDS) {
			flush();
			flushed = milliseconds();
		}
	}
	flush_line(&line);
	return ended ? 0 : -1;
}

static int is_complaint(const char *text)
{
	static const char *const signs[] = { "WARNING:",
					     "BUG",
					     "Oops",
					     "Call Trace",
					     "Kernel panic",
					     "soft lockup",
					     "blocked for more than",
					     "Bad page",
					     "Bad rss",
					     "general protection fault, maybe",
					     "unable to handle",
					     "RIP: 0010" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (strstr(text, signs[i]))
			return 1;
	}
	return 0;
}

static void print_complaints(void)
{
	static char text[1 << 17];
	int size = log_is_readable ? klogctl(KLOG_READ_CLEAR, text, sizeof(text) - 1) : 0;

	if (size <= 0)
		return;
	text[size] = 0;
	for (char *rest = text, *one; (one = strsep(&rest, "\n"));) {
		if (is_complaint(one))
			print("@log %s\n", one);
	}
}

static void run(const char *name, long seconds, char **words)
{
	long long begin = milliseconds();
	int ends[2], status = 0, late;
	pid_t pid;

	print("@begin %s\n", name);
	flush();
	if (pipe2(ends, O_CLOEXEC) || fcntl(ends[0], F_SETFL, O_NONBLOCK)) {
		print("@end %s batch: %s\n", name, strerror(errno));
		return;
	}
	pid = start(words, ends[1]);
	close(ends[1]);
	late = follow(pid, ends[0], begin + seconds * 1000, &status);
	kill(-pid, SIGKILL);
	if (late)
		waitpid(pid, &status, 0);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	close(ends[0]);
	print_complaints();
	print("@took %s %lld\n", name, milliseconds() - begin);
	if (late)
		print("@end %s timeout\n", name);
	else if (WIFSIGNALED(status))
		print("@end %s signal %d\n", name, WTERMSIG(status));
	else
		print("@end %s %d\n", name, WEXITSTATUS(status));
}

static int split(char *line, char **words)
{
	int count = 0;

	for (char *rest = line, *word; (word = strsep(&rest, " \n")) && count < WORDS_MAX - 1;) {
		if (*word)
			words[count++] = word;
	}
	words[count] = NULL;
	return count;
}

int main(int argc, char **argv)
{
	char line[1024], *words[WORDS_MAX];
	FILE *list = fopen(argc > 1 ? argv[1] : "/tests/list", "re");

	if (!list) {
		print("batch: no list: %s\n", strerror(errno));
		flush();
		return 1;
	}
	/* Only in a domain: a person's kernel log is not to be cleared. */
	log_is_readable = getenv("BATCH_READS_KERNEL_LOG") != NULL;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	while (fgets(line, sizeof(line), list)) {
		if (split(line, words) >= 3)
			run(words[0], atol(words[1]), words + 2);
	}
	fclose(list);
	print("@done\n");
	flush();
	return 0;
}
