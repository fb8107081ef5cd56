// SPDX-License-Identifier: GPL-2.0
/* Starting a domain of Xen, until it runs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "../../base/files.h"
#include "../common/clock.h"
#include "../common/process.h"
#include "../common/shares.h"
#include "../common/start.h"
#include "xen.h"

#define CREATE_MS 300000
#define CONSOLE_MS 60000
#define POLL_MS 20
#define END_MS 10000

struct start {
	struct spec *spec;
	struct running *running;
	char *configuration, *log; /* files */
	char **why;
};

static bool failed(struct start *start, enum status status, char *why)
{
	*start->why = why;
	start->running->failure = status;
	return false;
}

static bool write_configuration(struct start *start)
{
	char *text = xen_configuration(start->spec, true);
	int result = file_try_write(start->configuration, text, strlen(text), 0600);

	free(text);
	if (result)
		return failed(start, STATUS_FAILED,
			      text_format("cannot write %s: %s", start->configuration,
					  strerror(errno)));
	return true;
}

static bool start_xl(struct start *start)
{
	const struct shares shares = { start->spec, true };
	struct texts words = { 0 };

	texts_add(&words, xen_xl());
	texts_add(&words, "create");
	texts_add(&words, "-F");
	texts_add(&words, "-p");
	texts_add(&words, start->configuration);
	start->running->pid =
		process_start_prepared(&words, host_workplace(start->spec), start->log, NULL, 0,
				       shares_need_places(&shares) ? shares_enter : NULL, &shares);
	texts_free(&words);
	if (start->running->pid < 0)
		return failed(start, STATUS_FAILED,
			      text_format("xl cannot be started: %s", strerror(errno)));
	return true;
}

static bool complain(struct start *start)
{
	char *text = file_try_read(start->log, NULL);
	enum status status = STATUS_FAILED;
	char *why = xen_complaint(start->spec, text ? text : "", &status);

	free(text);
	return failed(start, status, why);
}

/* The domain is complete, and paused, when xl says that it waits for its end. */
static bool await_domain(struct start *start)
{
	long until = clock_ms() + CREATE_MS;
	int status;

	while (clock_left_ms(until)) {
		bool ended = process_wait(start->running->pid, POLL_MS, &status);
		char *text = file_try_read(start->log, NULL);

		start->running->domid = text ? xen_domain_made(text) : -1;
		free(text);
		if (ended)
			return complain(start);
		if (start->running->domid >= 0)
			return true;
	}
	return failed(start, STATUS_FAILED,
		      text_format("xl takes too long; what it says is in %s", start->log));
}

/* xenconsoled's end of the console; raw, for what passes is no text of a terminal's. */
static int open_console(int domid)
{
	char *path = xen_store_read(domid, "console/tty");
	struct termios settings;
	int file = -1;

	if (path && *path)
		file = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	free(path);
	if (file >= 0 && tcgetattr(file, &settings) == 0) {
		cfmakeraw(&settings);
		tcsetattr(file, TCSANOW, &settings);
	}
	return file;
}

static bool await_console(struct start *start)
{
	long until = clock_ms() + CONSOLE_MS;

	while (clock_left_ms(until)) {
		start->running->control = open_console(start->running->domid);
		if (start->running->control >= 0)
			return true;
		clock_pause_ms(POLL_MS);
	}
	return failed(start, STATUS_FAILED,
		      text_copy("the domain gets no console: does xenconsoled run?"));
}

static bool unpause(struct start *start)
{
	if (xen_unpause(start->running->domid))
		return true;
	close(start->running->control);
	start->running->control = -1;
	return failed(start, STATUS_FAILED, text_copy("Xen does not let the domain run"));
}

/* The QEMU that shares the domain's directories. */
static pid_t find_server(const struct spec *spec, int domid)
{
	char *text = shares_first(spec) ? xen_store_read(domid, "image/device-model-pid") : NULL;
	long number = 0;

	if (text && !text_number(text, 2, INT_MAX, &number))
		number = 0;
	free(text);
	return (pid_t)number;
}

static void take_back(struct start *start)
{
	int status;

	if (start->running->domid >= 0)
		xen_destroy(start->running->domid);
	if (start->running->pid > 0 && !process_wait(start->running->pid, END_MS, &status) &&
	    !process_has_ended(start->running->pid))
		process_kill(start->running->pid);
}

bool xen_start(struct spec *spec, struct running *running, char **why)
{
	struct start start = {
		.spec = spec,
		.running = running,
		.configuration = text_format("%s/xl.cfg", spec->directory),
		.log = text_format("%s/xl.log", spec->directory),
		.why = why,
	};
	bool runs;

	*running = RUNNING_NOTHING;
	running->pid = -1;
	runs = write_configuration(&start) && start_xl(&start) && await_domain(&start) &&
	       await_console(&start) && unpause(&start);
	if (runs) {
		running->qmp = xen_uuid(spec->id);
		running->server = find_server(spec, running->domid);
		running->server_task = "shared directories with the domain";
	} else {
		take_back(&start);
	}
	free(start.configuration);
	free(start.log);
	return runs;
}
