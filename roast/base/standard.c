// SPDX-License-Identifier: GPL-2.0
/* This process's standard input, output and error. */
#include "standard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report.h"

void standard_open(void)
{
	for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
		if (fcntl(file, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDWR) != file)
			_exit(STATUS_FAILED); /* there is nowhere to say why */
}

bool standard_output_is_gone(void)
{
	struct pollfd output = { .fd = STDOUT_FILENO };

	return poll(&output, 1, 0) > 0 && (output.revents & POLLERR);
}

static void __attribute__((noreturn)) end_as_by_sigpipe(void)
{
	sigset_t one;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	raise(SIGPIPE);
	_exit(128 + SIGPIPE);
}

void standard_output_end(void)
{
	/* A result that did not arrive is no success: a full disk shows at the last write. */
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (errno == EPIPE || standard_output_is_gone())
		end_as_by_sigpipe();
	fail(STATUS_FAILED, "cannot write the result to standard output");
}

void standard_confirm(const char *verb, const char *what)
{
	char answer[16];

	if (!isatty(STDIN_FILENO))
		fail(STATUS_USAGE,
		     "%s: this removes %s, and standard input is no terminal to ask at; add -f",
		     verb, what);
	fprintf(stderr, "This removes %s. Go on? [y/N] ", what);
	if (!fgets(answer, sizeof(answer), stdin) || (*answer != 'y' && *answer != 'Y'))
		fail(STATUS_FAILED, "%s: nothing is removed", verb);
}
