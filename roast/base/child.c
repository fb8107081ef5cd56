// SPDX-License-Identifier: GPL-2.0
/* Other programs, run without a shell. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"

#define OUTPUT_MAX (16 << 20)

extern char **environ;

char *child_path(const char *program)
{
	struct texts folders = { 0 };
	char *found = NULL;

	if (strchr(program, '/'))
		return access(program, X_OK) == 0 ? text_copy(program) : NULL;
	texts_split(&folders, getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin", ":");
	/* An ordinary user's PATH lacks the folders where mke2fs and its like are. */
	texts_add(&folders, "/usr/sbin");
	texts_add(&folders, "/sbin");
	for (size_t i = 0; i < folders.count && !found; i++) {
		found = text_format("%s/%s", folders.texts[i], program);
		if (access(found, X_OK)) {
			free(found);
			found = NULL;
		}
	}
	texts_free(&folders);
	return found;
}

bool child_exists(const char *program)
{
	char *path = child_path(program);
	bool found = path != NULL;

	free(path);
	return found;
}

void child_need(const char *program, const char *package)
{
	if (!child_exists(program))
		fail(STATUS_TOOL, "%s is missing: install the package %s", program, package);
}

/* What comes through one pipe. */
struct collected {
	int pipe;
	char *data;
	size_t size;
};

static void open_pipe(struct collected *collected, int *write_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		fail_errno("cannot make a pipe");
	collected->pipe = ends[0];
	*write_end = ends[1];
	collected->data = allocate(1, 1);
}

/* Beyond the limit it is read and dropped, so that the other side does not hang. */
static void collect(struct collected *collected)
{
	char buffer[65536];
	ssize_t count = read(collected->pipe, buffer, sizeof(buffer));

	if (count < 0 && errno == EINTR)
		return;
	if (count <= 0) {
		close(collected->pipe);
		collected->pipe = -1;
		return;
	}
	if (collected->size + (size_t)count > OUTPUT_MAX)
		return;
	collected->data = reallocate(collected->data, collected->size + (size_t)count + 1, 1);
	memcpy(collected->data + collected->size, buffer, (size_t)count);
	collected->size += (size_t)count;
	collected->data[collected->size] = '\0';
}

static void collect_both(struct collected *output, struct collected *complaint)
{
	while (output->pipe >= 0 || complaint->pipe >= 0) {
		struct pollfd waits[2] = { { .fd = output->pipe, .events = POLLIN },
					   { .fd = complaint->pipe, .events = POLLIN } };

		if (poll(waits, 2, -1) < 0)
			continue;
		if (waits[0].revents)
			collect(output);
		if (waits[1].revents)
			collect(complaint);
	}
}

static void last_line(char *text)
{
	size_t length = strlen(text);
	char *line;

	while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		text[--length] = '\0';
	line = strrchr(text, '\n');
	if (line)
		memmove(text, line + 1, strlen(line));
}

static int status_of(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static pid_t start(const struct texts *argv, int output, int complaint)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	char *path = child_path(argv->texts[0]);
	pid_t child;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, complaint, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	sigfillset(&defaults);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = path ? posix_spawn(&child, path, &actions, &attributes, argv->texts, environ)
		     : ENOENT;
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(path);
	if (error) {
		errno = error;
		fail_errno("cannot start %s", argv->texts[0]);
	}
	return child;
}

int child_run(const struct texts *argv, char **output, char **complaint)
{
	struct collected out = { .pipe = -1 }, err = { .pipe = -1 };
	int to_out = STDERR_FILENO, to_err = STDERR_FILENO;
	pid_t child;

	if (output)
		open_pipe(&out, &to_out);
	if (complaint)
		open_pipe(&err, &to_err);
	child = start(argv, to_out, to_err);
	if (output)
		close(to_out);
	if (complaint)
		close(to_err);
	collect_both(&out, &err);
	if (output)
		*output = out.data;
	if (complaint) {
		last_line(err.data);
		*complaint = err.data;
	}
	return status_of(child);
}

char *child_output(const struct texts *argv)
{
	char *output, *complaint;
	int status = child_run(argv, &output, &complaint);

	if (status)
		fail(STATUS_FAILED, "%s failed with status %d: %s", argv->texts[0], status,
		     *complaint ? complaint : "it did not say why");
	free(complaint);
	return output;
}
