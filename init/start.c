// SPDX-License-Identifier: GPL-2.0
/* From the settings of a program to its process. */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "console.h"
#include "diagnose.h"
#include "limits.h"
#include "program.h"
#include "say.h"

static void __attribute__((noreturn, format(printf, 3, 4)))
start_failed(const struct program *program, int status, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	say("%s: %s", program->name, text);
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

	if (setgroups((size_t)account->group_count, account->groups) < 0 && errno != ENOSYS)
		start_failed(program, RUMPROAST_EXIT_CONFIGURATION, "groups cannot be set: %s",
			     strerror(errno));
	if (setgid(account->group) < 0 || setuid(account->user) < 0)
		start_failed(program, RUMPROAST_EXIT_CONFIGURATION, "user %u:%u cannot be set: %s",
			     account->user, account->group, strerror(errno));
}

static void prepare_process(const struct program *program)
{
	char problem[128];

	console_attach(program->interactive);
	limits_default();
	if (!limits_apply(program->default_limits, problem, sizeof(problem)) ||
	    !limits_apply(program->limits, problem, sizeof(problem)))
		start_failed(program, RUMPROAST_EXIT_CONFIGURATION, "%s", problem);
	if (chdir(program->workdir) < 0)
		start_failed(program, RUMPROAST_EXIT_CONFIGURATION,
			     "workdir %s cannot be entered: %s", program->workdir, strerror(errno));
	become_user(program);
	unblock_signals();
}

static void __attribute__((noreturn)) run(const struct program *program)
{
	char path[4096];
	char reason[600];
	int status;

	fail_ends = _exit;
	prepare_process(program);
	if (!diagnose_find(program->argv[0], program_variable(program, "PATH"), path, sizeof(path)))
		start_failed(program, RUMPROAST_EXIT_NOT_FOUND, "%s: no such program in PATH (%s)",
			     program->argv[0], program_variable(program, "PATH"));
	execve(path, program->argv, program->environment);
	status = diagnose_exec(path, errno, reason, sizeof(reason));
	start_failed(program, status, "%s", reason);
}

void program_start(struct program *program)
{
	pid_t pid;

	if (program->interactive)
		console_take();
	pid = fork();
	if (pid == 0)
		run(program);
	if (pid < 0)
		fail(RUMPROAST_EXIT_START, "%s: no process can be made: %s", program->name,
		     strerror(errno));
	program->pid = pid;
}
