// SPDX-License-Identifier: GPL-2.0
/* Starting QEMU, until the domain runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/clock.h"
#include "../common/local_socket.h"
#include "../common/process.h"
#include "qemu.h"
#include "events.h"
#include "qmp.h"
#include "../common/shares.h"
#include "../common/start.h"

/* A machine that has too little memory for all it runs takes its time. */
#define START_MS 60000
#define END_MS 5000

/* Both ends of what roast and QEMU share; QEMU's are closed here once it has them. */
struct ends {
	int control, console, events;
	struct qemu_doors doors;
};

static bool make_pair(int *own, int *other)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return false;
	*own = pair[0];
	*other = pair[1];
	return fcntl(*own, F_SETFL, O_NONBLOCK) == 0;
}

static void close_one(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

static void close_doors(struct qemu_doors *doors)
{
	close_one(&doors->control);
	close_one(&doors->console);
	close_one(&doors->monitor);
	close_one(&doors->events);
}

static bool open_ends(struct ends *ends, const char *monitor)
{
	*ends = (struct ends){ -1, -1, -1, { -1, -1, -1, -1 } };
	if (!make_pair(&ends->control, &ends->doors.control) ||
	    !make_pair(&ends->console, &ends->doors.console) ||
	    !make_pair(&ends->events, &ends->doors.events))
		return false;
	ends->doors.monitor = local_socket_listen(monitor);
	return ends->doors.monitor >= 0;
}

static pid_t launch(const struct spec *spec, const struct ends *ends, const char *log)
{
	const int keep[] = { ends->doors.control, ends->doors.console, ends->doors.monitor,
			     ends->doors.events };
	const struct shares shares = { spec, false };
	struct texts words = { 0 };
	pid_t pid;

	qemu_words(spec, &ends->doors, &words);
	pid = process_start_prepared(&words, host_workplace(spec), log, keep,
				     sizeof(keep) / sizeof(keep[0]),
				     shares_need_places(&shares) ? shares_enter : NULL, &shares);
	texts_free(&words);
	return pid;
}

/* An answer of the monitor says that all devices are there and the domain runs. */
static bool ask_monitor(struct spec *spec, const char *path)
{
	struct qmp qmp;
	bool asked = false;
	char *text;

	if (qmp_open(&qmp, path, START_MS)) {
		text = qmp_monitor(&qmp, "info usernet", START_MS);
		if (text)
			qemu_take_ports(spec, text);
		asked = text != NULL;
		free(text);
	}
	qmp_close(&qmp);
	return asked;
}

static bool not_started(struct running *running, char **why, char *line, enum status status)
{
	*why = line;
	running->failure = status;
	return false;
}

static bool end_early(struct spec *spec, struct running *running, char **why, const char *log)
{
	enum status status = STATUS_FAILED;
	int ended;

	if (!process_wait(running->pid, END_MS, &ended)) {
		process_kill(running->pid);
		return not_started(running, why,
				   text_format("QEMU does not answer; what it says is in %s", log),
				   STATUS_FAILED);
	}
	running->failed_as = ended;
	*why = qemu_complaint(spec, log, &status);
	return not_started(running, why, *why, status);
}

static bool run(struct spec *spec, struct running *running, char **why, const char *log)
{
	struct ends ends;
	bool runs;

	if (!open_ends(&ends, running->qmp) || (running->pid = launch(spec, &ends, log)) < 0) {
		not_started(running, why,
			    text_format("QEMU cannot be started: %s", strerror(errno)),
			    STATUS_FAILED);
		close_doors(&ends.doors);
		close_one(&ends.control);
		close_one(&ends.console);
		close_one(&ends.events);
		return false;
	}
	close_doors(&ends.doors);
	runs = ask_monitor(spec, running->qmp);
	if (runs) {
		running->control = ends.control;
		running->console = ends.console;
		running->events = ends.events;
		running->heard = allocate(1, sizeof(*running->heard));
		qemu_events_begin(running->heard, ends.events);
		return true;
	}
	close(ends.control);
	close(ends.console);
	close(ends.events);
	return end_early(spec, running, why, log);
}

bool qemu_start(struct spec *spec, struct running *running, char **why)
{
	return start_in_directory(spec, running, why, "qmp", "qemu.log", run);
}
