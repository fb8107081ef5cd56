// SPDX-License-Identifier: GPL-2.0
/* What a killed monitor has left running. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/report.h"
#include "private.h"

#define TERM_MS 5000
#define STEP_MS 20

/*
 * Numbers alone are not enough: another process may have one by now, and after the machine was
 * started again another domain.
 */
bool orphan_of(struct json_object *state, struct running *running)
{
	const char *qmp = json_get_text(state, "running.qmp");

	*running = RUNNING_NOTHING;
	if (!text_equal(json_get_text(state, "running.boot"), machine_boot()))
		return false;
	*running = (struct running){
		.pid = (pid_t)json_get_number(state, "running.pid", 0),
		.control = -1,
		.console = -1,
		.events = -1,
		.qmp = (char *)qmp,
		.domid = (int)json_get_number(state, "running.domid", -1),
	};
	/* A process that may not be signalled is nobody's that this user could have left. */
	return running->pid > 1 && kill(running->pid, 0) == 0 &&
	       process_start_time(running->pid) ==
		       (uint64_t)json_get_number(state, "running.started", 0) &&
	       process_start_time(running->pid) != 0;
}

static bool wait_for_end(struct domain *domain, int milliseconds)
{
	struct running running;

	for (int waited = 0; orphan_of(domain->state, &running); waited += STEP_MS) {
		if (waited >= milliseconds)
			return false;
		usleep(STEP_MS * 1000);
	}
	return true;
}

/* So that nobody tries again, when its numbers may be others'. */
static void forget(struct domain *domain)
{
	char *text;

	json_object_object_del(domain->state, "running");
	text = json_to_text(domain->state);
	if (domain_file_write(domain->directory, "state.json", text))
		fail_errno("cannot write %s/state.json", domain->directory);
	free(text);
}

void orphan_destroy(struct domain *domain)
{
	const char *name = json_get_text(domain->spec, "host");
	const struct host *host = name ? host_named(name) : NULL;
	struct running running;
	bool there = orphan_of(domain->state, &running);

	if (!there && running.domid < 0)
		return;
	/* A Xen domain outlives the xl that watches it. */
	if (host)
		host->destroy(&running);
	if (there && !wait_for_end(domain, TERM_MS)) {
		kill(running.pid, SIGKILL);
		if (!wait_for_end(domain, TERM_MS))
			fail(STATUS_FAILED, "process %d of the domain %s does not end",
			     (int)running.pid, domain->name);
	}
	forget(domain);
}
