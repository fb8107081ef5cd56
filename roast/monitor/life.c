// SPDX-License-Identifier: GPL-2.0
/* The life of a domain: its start, its end, and whether it is started again. */
#include "monitor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/report.h"

#define START_MS (120 * 1000) /* from the host's start to HELLO, and to the program */
#define STOP_SECONDS 10	      /* rumproast.json(5)'s stop_timeout */
#define STOP_SLACK 5	      /* for init's own SIGKILL, and file systems */
#define AFTER_KILL_MS (10 * 1000)
#define AFTER_DESTROY_MS (5 * 1000)
#define AFTER_SERVER_MS (3 * 1000) /* who ends a domain ends its server first */
#define RESTART_FIRST_MS 100
#define RESTART_LONGEST_MS (60 * 1000)
#define RESTART_FORGOTTEN_MS (10 * 1000) /* who ran this long starts again without delay */

static void start_overdue(void *owner)
{
	struct monitor *monitor = owner;

	if (!monitor->greeted)
		monitor->machine = MACHINE_SILENT;
	end_set(&monitor->end, END_OVERDUE, 0, console_last_words(monitor));
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
static void conclude(struct monitor *monitor)
{
	const struct order *order = monitor->order;
	const struct host *host = order->host;

	timer_stop(&monitor->start_timer);
	timer_stop(&monitor->stop_timer);
	proxies_disconnect(monitor);
	sessions_end(monitor);
	statistics_report(monitor, NULL);
	monitor->end.before = monitor->phase == PHASE_STARTING;
	monitor->exit_status = end_status(&monitor->end);
	free(monitor->line);
	monitor->line =
		end_line(&monitor->end, &order->spec, host->title ? host->title : host->name);
	if (!is_to_restart(monitor, monitor->exit_status)) {
		monitor->phase = PHASE_ENDED;
		state_ended(monitor);
		return;
	}
	monitor->phase = PHASE_WAITING;
	monitor->restarts++;
	state_ended(monitor);
	if (monitor->line)
		clients_tell(monitor, monitor->line);
	monitor->restart_timer.due = begin_again;
	monitor->restart_timer.owner = monitor;
	timer_start(&monitor->restart_timer, restart_delay(monitor));
}

/* Before anything of the program has run, a machine that ended may be made in another way. */
static bool has_other_way(struct monitor *monitor, int wait_status)
{
	struct order *order = monitor->order;
	char *why = NULL;
	bool has;

	if (monitor->greeted || monitor->stopping || !order->host->other_way)
		return false;
	has = order->host->other_way(&order->spec, monitor->machine, wait_status, &why);
	if (has) {
		parent_note(monitor, why);
		clients_tell(monitor, why);
	}
	free(why);
	return has;
}

static bool start_host(struct monitor *monitor, char **why)
{
	struct order *order = monitor->order;

	if (!order->host->forwards_ports && order->spec.port_count && !monitor->proxies &&
	    !proxies_open(monitor, why))
		return false;
	monitor->running = RUNNING_NOTHING;
	if (order->host->start(&order->spec, &monitor->running, why))
		return true;
	if (monitor->running.failed_as && has_other_way(monitor, monitor->running.failed_as)) {
		free(*why);
		*why = NULL;
		return order->host->start(&order->spec, &monitor->running, why);
	}
	return false;
}

void life_begin(struct monitor *monitor)
{
	char *why = NULL;

	monitor->phase = PHASE_STARTING;
	monitor->greeted = false;
	monitor->machine = MACHINE_RUNS;
	monitor->signalled = 0;
	end_forget(&monitor->end);
	monitor->started_at = milliseconds_now();
	monitor->console_from = lseek(monitor->console_file, 0, SEEK_END);
	if (!start_host(monitor, &why)) {
		int status =
			monitor->running.failure ? (int)monitor->running.failure : STATUS_FAILED;

		end_set(&monitor->end, END_REFUSED, status,
			why ? why : text_copy("the host cannot start the domain"));
		monitor->running = RUNNING_NOTHING;
		conclude(monitor);
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
		end_set(&monitor->end, END_STOP_OVERDUE, 0, NULL);
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
	end_set(&monitor->end, END_NOT_STARTED, status, text_copy(why));
	monitor->stop_timer.due = stop_overdue;
	monitor->stop_timer.owner = monitor;
	monitor->stop_stage = 1;
	timer_start(&monitor->stop_timer, AFTER_KILL_MS);
}

void life_process_ended(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;
	int wait_status = 0;

	(void)events;
	while (waitpid(monitor->running.pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	domain_drain(monitor);
	life_judge(monitor, wait_status);
	domain_disconnect(monitor);
	timer_stop(&monitor->start_timer);
	if (monitor->phase == PHASE_STARTING && has_other_way(monitor, wait_status))
		life_begin(monitor);
	else
		conclude(monitor);
}

static void server_missing(void *owner)
{
	struct monitor *monitor = owner;

	if (monitor->destroying)
		return;
	end_set(&monitor->end, END_SERVER, 0,
		text_format("process %d, which %s, has ended; so the domain was destroyed",
			    (int)monitor->running.server, monitor->running.server_task));
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
	end_set(&monitor->end, END_DESTROYED, 0, NULL);
	monitor->destroying = true;
	monitor->order->host->destroy(&monitor->running);
	monitor->stop_timer.due = stop_overdue;
	monitor->stop_timer.owner = monitor;
	timer_start(&monitor->stop_timer, AFTER_DESTROY_MS);
}
