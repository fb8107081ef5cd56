// SPDX-License-Identifier: GPL-2.0
/* The life of a domain: its start, its end, and whether it is started again. */
#include "monitor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../include/rumproast/exit.h"
#include "../base/report.h"

#define START_MS (120 * 1000) /* from the host's start to HELLO, and to the program */
#define STOP_SECONDS 10	      /* rumproast.json(5)'s stop_timeout */
#define STOP_SLACK 5	      /* for the first program's own SIGKILL, and file systems */
#define AFTER_KILL_MS (10 * 1000)
#define AFTER_DESTROY_MS (5 * 1000)
#define AFTER_SERVER_MS (3 * 1000) /* who ends a domain ends its server first */
#define RESTART_FIRST_MS 100
#define RESTART_LONGEST_MS (60 * 1000)
#define RESTART_FORGOTTEN_MS (10 * 1000) /* who ran this long starts again without delay */
#define STATUS_KILLED (RUMPROAST_EXIT_SIGNAL + SIGKILL)

static void start_overdue(void *owner)
{
	struct monitor *monitor = owner;
	char *words = console_last_words(monitor);

	free(monitor->failure);
	monitor->failure = text_format("the domain did not start its program within %d s; its "
				       "console ends with: %s",
				       START_MS / 1000, words);
	monitor->exit_status = STATUS_FAILED;
	free(words);
	monitor->order->host->destroy(&monitor->running);
}

static bool is_to_restart(const struct monitor *monitor, int status)
{
	const struct order *order = monitor->order;

	if (monitor->stopping || !monitor->told)
		return false;
	if (order->restart == RESTART_ON_FAILURE)
		return status != 0 &&
		       (!order->restart_limit || monitor->restarts < order->restart_limit);
	return order->restart != RESTART_NO;
}

static void begin_again(void *owner)
{
	life_begin(owner);
}

static int64_t restart_delay(struct monitor *monitor)
{
	static int64_t delay;

	if (milliseconds_now() - monitor->started_at >= RESTART_FORGOTTEN_MS)
		delay = 0;
	delay = delay ? 2 * delay : RESTART_FIRST_MS;
	if (delay > RESTART_LONGEST_MS)
		delay = RESTART_LONGEST_MS;
	return delay;
}

/* What runs no more is started again, or it is over. */
static void conclude(struct monitor *monitor, int status, bool crashed, const char *error)
{
	timer_stop(&monitor->start_timer);
	timer_stop(&monitor->stop_timer);
	proxies_disconnect(monitor);
	sessions_end(monitor);
	statistics_report(monitor, NULL);
	monitor->exit_status = status;
	if (!is_to_restart(monitor, status)) {
		monitor->phase = PHASE_ENDED;
		state_ended(monitor, status, crashed, error);
		return;
	}
	monitor->phase = PHASE_WAITING;
	monitor->restarts++;
	state_ended(monitor, status, crashed, error);
	free(monitor->failure);
	monitor->failure = NULL;
	monitor->restart_timer.due = begin_again;
	monitor->restart_timer.owner = monitor;
	timer_start(&monitor->restart_timer, restart_delay(monitor));
}

void life_begin(struct monitor *monitor)
{
	struct order *order = monitor->order;
	char *why = NULL;
	int status;

	monitor->phase = PHASE_STARTING;
	monitor->greeted = monitor->exited = false;
	monitor->exit_status = 0;
	monitor->started_at = milliseconds_now();
	monitor->console_from = lseek(monitor->console_file, 0, SEEK_END);
	if ((!order->host->forwards_ports && order->spec.port_count && !monitor->proxies &&
	     !proxies_open(monitor, &why)) ||
	    !order->host->start(&order->spec, &monitor->running, &why)) {
		free(monitor->failure);
		monitor->failure = why ? why : text_copy("the host cannot start the domain");
		status = monitor->running.failure ? monitor->running.failure : STATUS_FAILED;
		monitor->running = (struct running){ .control = -1, .console = -1, .domid = -1 };
		conclude(monitor, status, false, monitor->failure);
		return;
	}
	domain_connect(monitor);
	state_started(monitor);
	monitor->start_timer.due = start_overdue;
	monitor->start_timer.owner = monitor;
	timer_start(&monitor->start_timer, START_MS);
}

void life_program_started(struct monitor *monitor)
{
	if (monitor->phase != PHASE_STARTING)
		return;
	monitor->phase = PHASE_RUNNING;
	timer_stop(&monitor->start_timer);
	json_put_text(monitor->state, "status", "running");
	state_write(monitor);
	parent_tell(monitor, 0, NULL);
}

static void stop_overdue(void *owner)
{
	struct monitor *monitor = owner;
	uint8_t number = SIGKILL;

	if (monitor->stop_stage == 0 && monitor->greeted) {
		monitor->stop_stage = 1;
		domain_send(monitor, FRAME_SIGNAL, PROGRAM, &number, 1);
		timer_start(&monitor->stop_timer, AFTER_KILL_MS);
	} else if (!monitor->destroying) {
		life_destroy(monitor);
	} else {
		kill(monitor->running.pid, SIGKILL);
	}
}

/* The domain ends by itself after that, unless it is one that does not. */
void life_program_failed(struct monitor *monitor, int status, const char *why)
{
	if (monitor->phase != PHASE_STARTING)
		return;
	timer_stop(&monitor->start_timer);
	free(monitor->failure);
	monitor->failure = text_copy(why);
	monitor->exit_status = status;
	monitor->stop_timer.due = stop_overdue;
	monitor->stop_timer.owner = monitor;
	monitor->stop_stage = 1;
	timer_start(&monitor->stop_timer, AFTER_KILL_MS);
}

static int final_status(const struct monitor *monitor, int host_status, bool crashed)
{
	if (monitor->failure)
		return monitor->exit_status ? monitor->exit_status : STATUS_FAILED;
	/* What the system could not do after its program's good end counts. */
	if (monitor->exited && (monitor->exit_status || host_status < 0))
		return monitor->exit_status;
	if (host_status >= 0 && !monitor->destroying)
		return host_status;
	return crashed && !monitor->destroying ? RUMPROAST_EXIT_CRASH : STATUS_KILLED;
}

static char *explain(struct monitor *monitor, int status, bool crashed)
{
	char *words, *text;

	if (monitor->failure)
		return text_copy(monitor->failure);
	if (monitor->phase == PHASE_RUNNING && !crashed)
		return NULL;
	words = console_last_words(monitor);
	text = text_format("%s with status %d; its console ends with: %s",
			   monitor->phase == PHASE_RUNNING ? "the domain crashed"
							   : "the domain ended before its program "
							     "started,",
			   status, words);
	free(words);
	return text;
}

void life_process_ended(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;
	const struct order *order = monitor->order;
	int wait_status = 0, status;
	bool crashed = false;
	char *error;

	(void)events;
	while (waitpid(monitor->running.pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	domain_drain(monitor);
	status = order->host->status(&order->spec, &monitor->running, wait_status, &crashed);
	crashed = crashed && !monitor->destroying && !monitor->exited;
	status = final_status(monitor, status, crashed);
	error = explain(monitor, status, crashed);
	domain_disconnect(monitor);
	/* Whoever is attached hears of it, too. */
	if ((!monitor->told || crashed) && !monitor->failure)
		monitor->failure = text_copy(error);
	/* Of what ended before its program, domain_start() fails with a status of roast's. */
	if (!monitor->told && monitor->phase == PHASE_STARTING && status < 126)
		status = STATUS_FAILED;
	conclude(monitor, status, crashed, error);
	free(error);
}

static void server_missing(void *owner)
{
	struct monitor *monitor = owner;

	if (monitor->destroying)
		return;
	free(monitor->failure);
	monitor->failure = text_format("process %d, which shared directories with the domain, has "
				       "ended; so it was destroyed",
				       (int)monitor->running.server);
	monitor->exit_status = monitor->phase == PHASE_RUNNING ? STATUS_KILLED : STATUS_FAILED;
	monitor->order->host->destroy(&monitor->running);
}

/* What the domain asks of it from now on is never answered. */
void life_server_ended(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;

	(void)events;
	loop_forget(&monitor->server);
	monitor->server_timer.due = server_missing;
	monitor->server_timer.owner = monitor;
	timer_start(&monitor->server_timer, AFTER_SERVER_MS);
}

static int64_t stop_time(const struct monitor *monitor, int seconds)
{
	struct json_object *settings = monitor->order->settings;

	if (seconds >= 0)
		return seconds * 1000LL;
	return 1000 * (STOP_SLACK +
		       json_get_number(settings, "program.stop_timeout",
				       json_get_number(settings, "stop_timeout", STOP_SECONDS)));
}

static bool stop_waiting(struct monitor *monitor)
{
	if (monitor->phase != PHASE_WAITING)
		return false;
	timer_stop(&monitor->restart_timer);
	monitor->phase = PHASE_ENDED;
	json_put_text(monitor->state, "status", "exited");
	state_write(monitor);
	return true;
}

void life_stop(struct monitor *monitor, int seconds, bool keep)
{
	uint8_t power_off = 0;

	monitor->stopping = true;
	monitor->keep = monitor->keep || keep;
	if (stop_waiting(monitor) || monitor->phase == PHASE_ENDED || monitor->destroying)
		return;
	monitor->stop_stage = 0;
	if (monitor->greeted)
		domain_send(monitor, FRAME_STOP, 0, &power_off, 1);
	else
		monitor->order->host->stop(&monitor->running);
	monitor->stop_timer.due = stop_overdue;
	monitor->stop_timer.owner = monitor;
	timer_start(&monitor->stop_timer, stop_time(monitor, seconds));
}

void life_destroy(struct monitor *monitor)
{
	monitor->stopping = true;
	if (stop_waiting(monitor) || monitor->phase == PHASE_ENDED)
		return;
	monitor->destroying = true;
	monitor->order->host->destroy(&monitor->running);
	monitor->stop_timer.due = stop_overdue;
	monitor->stop_timer.owner = monitor;
	timer_start(&monitor->stop_timer, AFTER_DESTROY_MS);
}
