// SPDX-License-Identifier: GPL-2.0
/* Running a program to its end, with what it reads and writes in memory. */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "diagnose.h"
#include "say.h"

#define PATH_VARIABLE "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define TOOL_PATH (PATH_VARIABLE + sizeof("PATH=") - 1)

/* Flags of memfd_create(2) that the C library's headers may be too old for. */
#define MEMORY_NOT_EXECUTABLE 8U

/* Without udev the tools make the nodes in /dev themselves, and wait for nobody. */
static const char *const environment[] = {
	PATH_VARIABLE,
	"LC_ALL=C",
	"HOME=/",
	"TERM=dumb",
	"DM_DISABLE_UDEV=1",
	"MDADM_NO_UDEV=1",
	"LVM_SUPPRESS_FD_WARNINGS=1",
	NULL,
};

void tool_begin(struct tool *tool, const char *name)
{
	memset(tool, 0, sizeof(*tool));
	tool_word(tool, name);
}

void tool_word(struct tool *tool, const char *word)
{
	if (tool->count == TOOL_WORDS_MAX)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: more than %d words", tool->words[0],
		     TOOL_WORDS_MAX);
	tool->words[tool->count++] = word;
}

void tool_option(struct tool *tool, const char *option, const char *value)
{
	if (!value)
		return;
	tool_word(tool, option);
	tool_word(tool, value);
}

bool tool_exists(const char *name)
{
	char path[4096];

	return diagnose_find(name, TOOL_PATH, path, sizeof(path));
}

/*
 * A file in memory rather than a pipe: nobody can wait for the other side, and it can be
 * cleared afterwards.
 */
static int memory_file(const char *where)
{
	int fd = memfd_create("tool", MFD_CLOEXEC | MEMORY_NOT_EXECUTABLE);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("tool", MFD_CLOEXEC); /* before Linux 6.3 */
	if (fd < 0)
		fail(RUMPROAST_EXIT_START, "%s: no memory for a tool: %s", where, strerror(errno));
	return fd;
}

static bool fill(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t put = write(fd, bytes, size);

		if (put <= 0)
			return false;
		bytes += put;
		size -= (size_t)put;
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

static void clear(int fd, size_t size)
{
	static const char zeros[256];

	for (size_t done = 0; done < size; done += sizeof(zeros))
		if (pwrite(fd, zeros, sizeof(zeros), (off_t)done) < 0)
			warn("a key stays in memory: %s", strerror(errno));
}

static void collect(int fd, char *text, size_t size)
{
	ssize_t got = pread(fd, text, size - 1, 0);

	text[got > 0 ? got : 0] = 0;
	close(fd);
}

static bool is_chatter(const char *line)
{
	return strncmp(line, "WARNING:", 8) == 0;
}

/* The lines of text as one, with "; " between them, without what begins or ends each. */
static void join_lines(char *text, const char *name, char *line, size_t size)
{
	size_t used = 0;
	char *part;

	line[0] = 0;
	while ((part = strsep(&text, "\n"))) {
		size_t length;

		part += strspn(part, " \t");
		if (strncmp(part, name, strlen(name)) == 0 && part[strlen(name)] == ':')
			part += strlen(name) + 1 + strspn(part + strlen(name) + 1, " ");
		length = strlen(part);
		while (length && strchr(" \t\r.", part[length - 1]))
			length--;
		if (!length || is_chatter(part) || used + length + 3 > size)
			continue;
		if (used) {
			memcpy(line + used, "; ", 2);
			used += 2;
		}
		memcpy(line + used, part, length);
		used += length;
		line[used] = 0;
	}
}

static int spawn(struct tool *tool, const char *path, int in, int out, int err, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	error = posix_spawn(pid, path, &actions, &attributes, (char *const *)tool->words,
			    (char *const *)environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return RUMPROAST_EXIT_START;
	return WIFSIGNALED(status) ? RUMPROAST_EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static void find(const struct tool *tool, const char *where, char *path, size_t size)
{
	if (!diagnose_find(tool->words[0], TOOL_PATH, path, size))
		fail(RUMPROAST_EXIT_NOT_FOUND,
		     "%s: there is no program %s; image/from-directory adds it to an archive whose "
		     "configuration asks for it, and with --tools",
		     where, tool->words[0]);
}

bool tool_run(struct tool *tool, const char *where)
{
	char path[4096], text[4096];
	int in, out, err, error;
	pid_t pid;

	find(tool, where, path, sizeof(path));
	in = memory_file(where);
	out = memory_file(where);
	err = memory_file(where);
	if (!fill(in, tool->input, tool->input_size))
		fail(RUMPROAST_EXIT_START, "%s: no memory for a tool's input", where);
	error = spawn(tool, path, in, out, err, &pid);
	if (error)
		fail(RUMPROAST_EXIT_CANNOT_EXECUTE, "%s: %s cannot be executed: %s", where, path,
		     strerror(error));
	tool->status = wait_for(pid);
	clear(in, tool->input_size);
	close(in);
	collect(out, tool->output, sizeof(tool->output));
	collect(err, text, sizeof(text));
	join_lines(text, tool->words[0], tool->said, sizeof(tool->said));
	return tool->status == 0;
}
