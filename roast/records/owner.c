// SPDX-License-Identifier: GPL-2.0
/* Acting for the owner of a domain. */
#include "owner.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/dumpable.h"
#include "../base/json.h"
#include "../base/report.h"
#include "private.h"

static char *entered_place, *entered_id;
static pid_t entered; /* the child that root waits for */

const char *owner_place(void)
{
	return entered_place;
}

const char *owner_id(void)
{
	return entered_id;
}

char *owner_name(uid_t owner)
{
	struct passwd *account = getpwuid(owner);

	return account ? text_copy(account->pw_name) : text_format("%u", owner);
}

/* Of root's environment, which may have secrets, only what programs and terminals need. */
static void take_environment(const struct passwd *account)
{
	static const char *const kept[] = { "PATH", "TERM", "LANG", "LC_ALL", "TZ" };
	char *values[sizeof(kept) / sizeof(*kept)];

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		values[i] = text_copy(getenv(kept[i]));
	clearenv();
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (values[i])
			setenv(kept[i], values[i], 1);
	setenv("HOME", account && account->pw_dir ? account->pw_dir : "/", 1);
}

/* For good; a process that is not dumpable cannot be traced by the user that it becomes. */
static void become(uid_t owner)
{
	struct passwd *account = getpwuid(owner);
	gid_t group = account ? account->pw_gid : (gid_t)owner;

	take_environment(account);
	if ((account ? initgroups(account->pw_name, group) : setgroups(0, NULL)) ||
	    setresgid(group, group, group) || setresuid(owner, owner, owner) || !dumpable_never() ||
	    geteuid() != owner || setuid(0) == 0)
		fail(STATUS_FAILED, "cannot become user %u, who owns the domain", owner);
}

/* ---- questions */

static void __attribute__((noreturn))
answer(uid_t owner, int to, struct json_object *(*ask)(void *argument), void *argument)
{
	struct json_object *object;
	const char *text;
	size_t length;
	ssize_t count;

	become(owner);
	object = ask(argument);
	text = json_to_line(object);
	length = strlen(text);
	for (; length; text += count, length -= (size_t)count) {
		count = write(to, text, length);
		if (count < 0 && errno == EINTR)
			count = 0;
		if (count < 0)
			_exit(1);
	}
	_exit(0);
}

/* Null if it takes too long, or too much. */
static char *read_answer(int from)
{
	int64_t end = milliseconds_now() + OWNER_ANSWER_MS;
	struct pollfd wanted = { .fd = from, .events = POLLIN };
	size_t used = 0, room = 65536;
	char *text = allocate(room, 1);
	ssize_t count = 1;

	while (count > 0 && used < OWNER_ANSWER_MAX && milliseconds_now() < end) {
		if (room - used < 2)
			text = reallocate(text, room *= 2, 1);
		if (poll(&wanted, 1, (int)(end - milliseconds_now())) <= 0)
			continue;
		count = read(from, text + used, room - used - 1);
		if (count > 0)
			used += (size_t)count;
	}
	text[used] = '\0';
	if (count == 0)
		return text;
	free(text);
	return NULL;
}

static struct json_object *take_answer(pid_t child, int from, char **why)
{
	char *text = read_answer(from);
	struct json_object *object = NULL;
	int status;

	close(from);
	/* It is root's own child, whoever it has become. */
	if (!text)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (text && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		object = json_from_record(text);
	if (!object)
		*why = text_copy(text ? "they cannot be read"
				      : "they are too many, or reading them takes too long");
	json_make_printable(object);
	free(text);
	return object;
}

struct json_object *owner_ask(uid_t owner, struct json_object *(*ask)(void *argument),
			      void *argument, char **why)
{
	int ends[2];
	pid_t child;

	*why = NULL;
	if (owner == geteuid())
		return ask(argument);
	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC))
		fail_errno("cannot make a pipe");
	child = fork();
	if (child < 0)
		fail_errno("cannot start a process");
	if (!child)
		answer(owner, ends[1], ask, argument);
	close(ends[1]);
	return take_answer(child, ends[0], why);
}

/* ---- acts */

static void pass_on(int number)
{
	kill(entered, number);
}

/* Ctrl-C reaches the child by itself; it decides what that means. */
static int wait_for_act(void)
{
	struct sigaction action = { .sa_handler = pass_on, .sa_flags = SA_RESTART };
	int status;

	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	while (waitpid(entered, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_FAILED;
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool owner_enter(uid_t owner, const char *place, const char *id)
{
	int status;

	fflush(NULL);
	entered = fork();
	if (entered < 0)
		fail_errno("cannot start a process");
	if (!entered) {
		become(owner);
		entered_place = text_copy(place);
		entered_id = text_copy(id);
		return true;
	}
	status = wait_for_act();
	if (status)
		exit(status);
	return false;
}

void owner_leave(int status)
{
	if (!entered_place)
		return;
	if (fflush(stdout) && status == STATUS_OK)
		status = STATUS_FAILED;
	exit(status);
}
