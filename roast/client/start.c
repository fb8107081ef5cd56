// SPDX-License-Identifier: GPL-2.0
/* Starting a domain: the way from a command to a monitor. */
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../include/rumproast/exit.h"
#include "../base/files.h"
#include "../base/report.h"
#include "client.h"

#define LOCK_WAIT_MS 3000

static int monitor_pipe = -1; /* open as long as the monitor is to wait for an attachment */
static char *monitor_directory;

/* Twice, so that the monitor is nobody's child and belongs to no terminal. */
static void fork_monitor(struct order *order, int lock, int ends[2], bool first)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		fail_errno("cannot start the domain's monitor");
	if (pid == 0) {
		setsid();
		pid = fork();
		if (pid == 0)
			monitor_run(order, lock, ends[1], first);
		_exit(pid < 0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		fail(STATUS_RESOURCES, "cannot start the domain's monitor: no more processes");
}

static size_t read_fully(int fd, void *bytes, size_t size)
{
	size_t done = 0;
	ssize_t count;

	while (done < size) {
		count = read(fd, (char *)bytes + done, size - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		done += (size_t)count;
	}
	return done;
}

/* A monitor that went without a word: what it told its own log. */
static void __attribute__((noreturn)) fail_silent(const char *directory)
{
	char *text = domain_file_read(directory, "monitor");
	struct texts lines = { 0 };

	texts_split(&lines, text ? text : "", "\n");
	fail(STATUS_FAILED, "the domain's monitor ended: %s",
	     lines.count ? lines.texts[lines.count - 1] : "it was killed");
}

/* The next message: its status, and its text of up to PARENT_MESSAGE_MAX bytes. */
static int read_message(const char *directory, int from_monitor, char *text)
{
	uint8_t head[3];
	size_t length;

	if (read_fully(from_monitor, head, sizeof(head)) < sizeof(head))
		fail_silent(directory);
	length = frame_u16(head + 1);
	if (length > PARENT_MESSAGE_MAX)
		length = PARENT_MESSAGE_MAX;
	text[read_fully(from_monitor, text, length)] = '\0';
	return head[0];
}

/* A domain's own statuses are those of run; of other verbs it is a failure like any. */
static enum status told_as(int status)
{
	if (status < RUMPROAST_EXIT_START || status == RUMPROAST_EXIT_CRASH)
		return status == RUMPROAST_EXIT_CRASH ? STATUS_FAILED : (enum status)status;
	if (!report_settings.statuses_folded)
		return status == STATUS_INTERRUPTED ? STATUS_INTERRUPTED : STATUS_FAILED;
	report_settings.statuses_folded = false;
	return (enum status)status;
}

/* kept: the name of a domain that stays, also if it does not start; or null. */
static void wait_for_start(const char *directory, int from_monitor, const char *kept)
{
	char text[PARENT_MESSAGE_MAX + 1];
	int status;

	while ((status = read_message(directory, from_monitor, text)) == PARENT_NOTE)
		note("%s", text);
	if (!status)
		return;
	if (kept)
		note("what is left of %s stays: roast logs --console %s, roast restart %s, roast "
		     "rm %s",
		     kept, kept, kept, kept);
	fail(told_as(status), "%s", text);
}

static void start_monitor(struct order *order, int lock, bool first)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		fail_errno("cannot make a pipe");
	fork_monitor(order, lock, ends, first);
	close(ends[1]);
	close(lock);
	wait_for_start(order->spec.directory, ends[0],
		       order->detached && !order->remove ? order->spec.name : NULL);
	if (monitor_pipe >= 0)
		close(monitor_pipe);
	free(monitor_directory);
	monitor_pipe = ends[0];
	monitor_directory = text_copy(order->spec.directory);
}

bool start_is_mine(const char *directory)
{
	return monitor_pipe >= 0 && text_equal(directory, monitor_directory);
}

void start_attached(const char *directory)
{
	if (!start_is_mine(directory))
		return;
	close(monitor_pipe);
	monitor_pipe = -1;
}

static void write_spec(const struct order *order)
{
	struct json_object *object = order_to_json(order);
	char *text = json_to_text(object);

	if (domain_file_write(order->spec.directory, "spec.json", text))
		fail_errno("cannot write %s/spec.json", order->spec.directory);
	json_object_put(object);
	free(text);
}

/* Of this process's terminal; who comes later has a size of his own. */
static void take_size(struct order *order)
{
	uint8_t size[4];

	if (!order->terminal || order->detached || !terminal_size(size))
		return;
	order->rows = frame_u16(size);
	order->columns = frame_u16(size + 2);
}

void domain_start(struct order *order)
{
	const char *directory = order->spec.directory;
	int lock;

	take_size(order);
	write_spec(order);
	lock = lock_of_reservation(directory);
	if (lock < 0)
		lock = lock_take(directory, LOCK_WAIT_MS);
	if (lock < 0)
		fail(STATUS_IN_USE, "the domain %s runs already", order->spec.name);
	start_monitor(order, lock, true);
}

void domain_restart(struct domain *domain, int seconds)
{
	struct order *order = order_from_json(domain->spec, domain->directory);
	int lock;

	free(order->spec.name);
	order->spec.name = text_copy(domain->name);
	if (domain->status == DOMAIN_RUNNING)
		domain_stop_kept(domain, seconds);
	else if (domain->status == DOMAIN_DEAD)
		orphan_destroy(domain);
	if (order->host->settle)
		order->host->settle(&order->spec);
	lock = lock_take(domain->directory, LOCK_WAIT_MS);
	if (lock < 0)
		fail(STATUS_IN_USE, "another roast starts or removes %s", domain->name);
	start_monitor(order, lock, false);
	start_attached(domain->directory);
}
