// SPDX-License-Identifier: GPL-2.0
/* From a program to its process. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "children.h"
#include "console.h"
#include "diagnose.h"
#include "limits.h"
#include "program.h"
#include "say.h"
#include "streams.h"

/* In the new process: where it tells why it does not become the program. */
static int failure_pipe;

struct failure {
	int status;
	char reason[600];
};

static void __attribute__((noreturn, format(printf, 2, 3)))
start_failed(int status, const char *format, ...)
{
	struct failure failure = { .status = status };
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(failure.reason, sizeof(failure.reason), format, arguments);
	va_end(arguments);
	if (write(failure_pipe, &failure, sizeof(failure)) < 0)
		say("%s", failure.reason);
	_exit(status);
}

/* Handlers end with execve(2); none was set to be ignored. */
static void unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become_user(const struct program *program)
{
	const struct account *account = &program->account;

	if (!capabilities_begin(&program->capabilities))
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "capabilities cannot be limited: %s",
			     strerror(errno));
	if (setgroups((size_t)account->group_count, account->groups) < 0 && errno != ENOSYS)
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "groups cannot be set: %s",
			     strerror(errno));
	if (setgid(account->group) < 0 || setuid(account->user) < 0)
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "user %u:%u cannot be set: %s",
			     account->user, account->group, strerror(errno));
	if (!capabilities_end(&program->capabilities))
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "capabilities cannot be given: %s",
			     strerror(errno));
}

static void prepare_process(const struct program *program)
{
	char problem[128];

	if (program->streams)
		streams_attach(program->streams, program->account.user);
	else
		console_attach(program->interactive, program->account.user);
	limits_default();
	if (!limits_apply(program->default_limits, problem, sizeof(problem)) ||
	    !limits_apply(program->limits, problem, sizeof(problem)))
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "%s", problem);
	if (chdir(program->workdir) < 0)
		start_failed(RUMPROAST_EXIT_CONFIGURATION, "workdir %s cannot be entered: %s",
			     program->workdir, strerror(errno));
	become_user(program);
	unblock_signals();
}

static void __attribute__((noreturn)) run(const struct program *program)
{
	char path[4096], reason[600];
	int status;

	fail_ends = _exit;
	children_begin();
	prepare_process(program);
	if (!diagnose_find(program->argv[0], program_variable(program, "PATH"), path, sizeof(path)))
		start_failed(RUMPROAST_EXIT_NOT_FOUND, "%s: no such program in PATH (%s)",
			     program->argv[0], program_variable(program, "PATH"));
	execve(path, program->argv, program->environment);
	status = diagnose_exec(path, errno, reason, sizeof(reason));
	start_failed(status, "%s", reason);
}

/* Waits until the process has become the program, which ends the pipe, or has failed to. */
static int outcome(int pipe, char *reason, size_t size)
{
	struct failure failure;

	if (read(pipe, &failure, sizeof(failure)) < (ssize_t)sizeof(failure))
		return 0;
	snprintf(reason, size, "%s", failure.reason);
	return failure.status;
}

pid_t program_spawn(const struct program *program, char *reason, size_t size, int *status)
{
	int ends[2];
	pid_t pid;

	if (program->interactive && !program->streams)
		console_take();
	if (pipe2(ends, O_CLOEXEC) < 0)
		ends[0] = ends[1] = -1;
	pid = fork();
	if (pid == 0) {
		failure_pipe = ends[1];
		run(program);
	}
	close(ends[1]);
	*status = RUMPROAST_EXIT_START;
	if (pid < 0)
		snprintf(reason, size, "no process can be made: %s", strerror(errno));
	else
		*status = outcome(ends[0], reason, size);
	close(ends[0]);
	return pid;
}
