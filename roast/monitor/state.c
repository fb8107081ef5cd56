// SPDX-License-Identifier: GPL-2.0
/* The monitor's state.json. */
#include "monitor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"

void state_write(struct monitor *monitor)
{
	const char *directory = monitor->order->spec.directory;
	char *text = json_to_text(monitor->state);

	if (domain_file_write(directory, "state.json", text))
		warn("cannot write %s/state.json: %s", directory, strerror(errno));
	free(text);
}

static void put_time(struct monitor *monitor, const char *name)
{
	char time[TIME_SIZE];

	time_text(time);
	json_put_text(monitor->state, name, time);
}

/* Of an earlier life stay the time of creation and what was counted. */
void state_open(struct monitor *monitor)
{
	char *text = domain_file_read(monitor->order->spec.directory, "state.json");

	monitor->state = text ? json_from_record(text) : NULL;
	if (!json_object_is_type(monitor->state, json_type_object))
		monitor->state = json_object_new_object();
	if (!json_get_text(monitor->state, "created"))
		put_time(monitor, "created");
	json_put_text(monitor->state, "status", "created");
	json_put_number(monitor->state, "monitor.pid", getpid());
	json_put_number(monitor->state, "monitor.started", (int64_t)process_start_time(getpid()));
	json_object_object_del(monitor->state, "running");
	state_write(monitor);
	free(text);
}

void state_started(struct monitor *monitor)
{
	const struct running *running = &monitor->running;
	struct json_object *state = monitor->state;

	json_put_text(state, "status", monitor->greeted ? "running" : "created");
	json_put_text(state, "host", monitor->order->host->name);
	if (monitor->order->host->accelerator)
		json_put_text(state, "accelerator",
			      monitor->order->host->accelerator(&monitor->order->spec));
	json_put_number(state, "running.pid", running->pid);
	json_put_number(state, "running.started", (int64_t)process_start_time(running->pid));
	json_put_number(state, "running.domid", running->domid);
	json_put_text(state, "running.boot", machine_boot());
	json_put_text(state, "running.qmp", running->qmp);
	json_put(state, "ports", ports_to_json(&monitor->order->spec));
	put_time(monitor, "started");
	json_object_object_del(state, "finished");
	json_object_object_del(state, "exit_status");
	json_object_object_del(state, "crashed");
	json_object_object_del(state, "error");
	json_object_object_del(state, "reason");
	json_object_object_del(state, "not_started");
	addresses_forget(monitor);
	state_write(monitor);
}

void state_ended(struct monitor *monitor)
{
	struct json_object *state = monitor->state;
	enum end_kind kind = monitor->end.kind;

	json_put_text(state, "status", monitor->phase == PHASE_WAITING ? "restarting" : "exited");
	json_put_number(state, "exit_status", monitor->exit_status);
	json_put_boolean(state, "crashed", kind == END_CRASHED || kind == END_RESET);
	json_put_text(state, "reason", end_name(kind));
	json_put_boolean(state, "not_started", !monitor->told);
	json_put_text(state, "error", monitor->line);
	json_put_number(state, "restarts", monitor->restarts);
	json_object_object_del(state, "running");
	addresses_forget(monitor);
	put_time(monitor, "finished");
	state_write(monitor);
}
