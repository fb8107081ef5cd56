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
#include "confine.h"
#include "qemu.h"
#include "events.h"
#include "network.h"
#include "qmp.h"
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
	close_one(&doors->card);
	close_one(&doors->life);
}

static bool open_ends(struct ends *ends, const char *monitor)
{
	*ends = (struct ends){ -1, -1, -1, { -1, -1, -1, -1, -1, -1 } };
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
			     ends->doors.events,  ends->doors.card,    ends->doors.life };
	struct texts words = { 0 };
	pid_t pid;

	qemu_words(spec, &ends->doors, &words);
	pid = process_start_prepared(&words, host_workplace(spec), log, keep,
				     sizeof(keep) / sizeof(keep[0]) - (spec->network ? 0 : 2),
				     confine_enter, spec);
	texts_free(&words);
	return pid;
}

/* An answer of the monitor says that all devices are there and the domain runs. */
static bool ask_monitor(const char *path)
{
	struct qmp qmp;
	bool asked = false;
	char *text;

	if (qmp_open(&qmp, path, START_MS)) {
		text = qmp_monitor(&qmp, "info status", START_MS);
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
	bool has_ended;
	int ended;

	has_ended = process_wait(running->pid, END_MS, &ended);
	if (!has_ended)
		process_kill(running->pid);
	qemu_network_await_end(running->server);
	running->server = 0;
	if (!has_ended)
		return not_started(running, why,
				   text_format("QEMU does not answer; what it says is in %s", log),
				   STATUS_FAILED);
	running->failed_as = ended;
	*why = qemu_complaint(spec, log, &status);
	return not_started(running, why, *why, status);
}

static void close_ends(struct ends *ends)
{
	close_doors(&ends->doors);
	close_one(&ends->control);
	close_one(&ends->console);
	close_one(&ends->events);
}

/* The network is there before QEMU is, which gets its end of it. */
static bool open_network(struct spec *spec, struct running *running, struct ends *ends, char **why)
{
	struct qemu_network network;

	if (!spec->network)
		return true;
	if (!qemu_network_start(spec, &network, why, &running->failure))
		return false;
	ends->doors.card = network.card;
	ends->doors.life = network.life;
	running->server = network.pid;
	running->server_task = "was the domain's network";
	return true;
}

static void take_ends(struct running *running, const struct ends *ends)
{
	running->control = ends->control;
	running->console = ends->console;
	running->events = ends->events;
	running->heard = allocate(1, sizeof(*running->heard));
	qemu_events_begin(running->heard, ends->events);
}

static bool run(struct spec *spec, struct running *running, char **why, const char *log)
{
	struct ends ends;
	bool opened = open_ends(&ends, running->qmp);

	if (opened && !open_network(spec, running, &ends, why)) {
		close_ends(&ends);
		return false;
	}
	if (!opened || (running->pid = launch(spec, &ends, log)) < 0) {
		not_started(running, why,
			    text_format("QEMU cannot be started: %s", strerror(errno)),
			    STATUS_FAILED);
		close_ends(&ends);
		return false;
	}
	close_doors(&ends.doors);
	if (ask_monitor(running->qmp)) {
		take_ends(running, &ends);
		return true;
	}
	close_ends(&ends);
	return end_early(spec, running, why, log);
}

bool qemu_start(struct spec *spec, struct running *running, char **why)
{
	return start_in_directory(spec, running, why, "qmp", "qemu.log", run);
}
