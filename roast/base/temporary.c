// SPDX-License-Identifier: GPL-2.0
/* What is not to stay when roast ends before its work is done. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "files_at.h"
#include "report.h"
#include "text.h"

static struct texts files;
static char *directory;
static pid_t owner; /* a forked process owns nothing of it */

static void remove_all(void)
{
	if (getpid() != owner)
		return;
	for (size_t i = 0; i < files.count; i++)
		directory_remove(files.texts[i]);
	if (directory)
		directory_remove(directory);
}

/*
 * The work is interrupted in the middle of anything, allocations too; what is done here walks
 * directories, and that is worth the risk of a process that hangs: SIGALRM ends it.
 */
static void end_by_signal(int number)
{
	signal(number, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	alarm(10);
	remove_all();
	raise(number);
}

static void catch_signal(int number)
{
	struct sigaction action = { .sa_handler = end_by_signal, .sa_flags = SA_NODEFER };
	struct sigaction before;

	if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
		sigaction(number, &action, NULL);
}

static void watch_the_end(void)
{
	if (owner == getpid())
		return;
	texts_free(&files);
	directory = NULL;
	if (!owner)
		atexit(remove_all);
	owner = getpid();
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
}

void temporary_file(const char *path)
{
	watch_the_end();
	texts_add(&files, path);
}

void temporary_keep(const char *path)
{
	for (size_t i = 0; i < files.count; i++) {
		if (strcmp(files.texts[i], path) != 0)
			continue;
		free(files.texts[i]);
		files.texts[i] = files.texts[--files.count];
		files.texts[files.count] = NULL;
		return;
	}
}

const char *temporary_directory(void)
{
	const char *chosen = getenv("TMPDIR");
	const char *place = chosen && *chosen ? chosen : "/tmp";

	watch_the_end();
	if (directory)
		return directory;
	if (*place == '/')
		place_check_cache(place, "the place of temporary files");
	directory = text_format("%s/roast.XXXXXX", place);
	if (!mkdtemp(directory)) {
		free(directory);
		directory = NULL;
		fail_errno("cannot make a temporary directory in %s", place);
	}
	return directory;
}
