// SPDX-License-Identifier: GPL-2.0
/* What commands ask of a domain's monitor. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "client.h"
#include "../records/owner.h"
#include "start.h"

#define PROGRAM 1
#define REMOVE_WAIT_MS 3000

/* Until the domain has ended for good; its status, -1 if its monitor was killed. why: or null. */
static int wait_for_end(struct connection *connection, char **why)
{
	char text[FRAME_PAYLOAD_MAX];
	struct frame frame;
	int status = -1;

	while (status < 0 && connection_wait(connection, &frame))
		if ((frame.type == FRAME_EXIT || frame.type == FRAME_FAILED) &&
		    frame.session == PROGRAM && frame.length)
			status = frame.payload[0];
	if (status >= 0 && frame.type == FRAME_FAILED && why)
		*why = text_copy(failure_text(&frame, text, sizeof(text)));
	connection_close(connection);
	return status;
}

static void __attribute__((noreturn)) fail_killed(const struct domain *domain)
{
	fail(STATUS_FAILED, "the monitor of the domain %s was killed; roast rm -f %s", domain->name,
	     domain->name);
}

void domain_signal(struct domain *domain, int signal)
{
	struct connection connection;
	uint8_t number = (uint8_t)signal;
	char text[1024];
	struct frame frame;

	connection_open(&connection, domain);
	connection_send(&connection, FRAME_SIGNAL, PROGRAM, &number, 1);
	while (connection_wait(&connection, &frame)) {
		if (frame.type == WIRE_DONE) {
			connection_close(&connection);
			return;
		}
		if (frame.type == FRAME_FAILED)
			fail(STATUS_FAILED, "%s: %s", domain->name,
			     failure_text(&frame, text, sizeof(text)));
	}
	fail_killed(domain);
}

static void stop(struct domain *domain, int seconds, bool keep)
{
	struct connection connection;
	uint8_t payload[5];

	frame_put_u32(payload, (uint32_t)seconds);
	payload[4] = keep;
	connection_open(&connection, domain);
	connection_send(&connection, WIRE_STOP, 0, payload, sizeof(payload));
	if (wait_for_end(&connection, NULL) < 0)
		fail_killed(domain);
}

void domain_stop(struct domain *domain, int seconds)
{
	stop(domain, seconds, false);
}

void domain_stop_kept(struct domain *domain, int seconds)
{
	stop(domain, seconds, true);
}

void domain_destroy(struct domain *domain)
{
	struct connection connection;

	if (domain->status == DOMAIN_DEAD) {
		orphan_destroy(domain);
		return;
	}
	connection_open(&connection, domain);
	connection_send(&connection, WIRE_DESTROY, 0, NULL, 0);
	if (wait_for_end(&connection, NULL) < 0)
		fail_killed(domain);
}

const char *domain_reason(const struct domain *domain)
{
	return domain->status == DOMAIN_EXITED || domain->status == DOMAIN_DEAD
		       ? json_get_text(domain->state, "error")
		       : NULL;
}

static int status_kept(const struct domain *domain, char **why)
{
	*why = text_copy(domain_reason(domain));
	return (int)json_get_number(domain->state, "exit_status", STATUS_FAILED);
}

/* Of one that ended after it was looked for; with --rm nothing is left of it. */
static int status_of_ended(const struct domain *domain, char **why)
{
	struct domain *again = domain_look(domain->id);
	int status = status_kept(again, why);

	domain_free(again);
	return status;
}

int domain_wait(struct domain *domain, char **why)
{
	struct connection connection;
	int status;

	*why = NULL;
	if (domain->status == DOMAIN_EXITED || domain->status == DOMAIN_DEAD)
		return status_kept(domain, why);
	if (!connection_try(&connection, domain))
		return status_of_ended(domain, why);
	status = wait_for_end(&connection, why);
	if (status < 0)
		fail_killed(domain);
	return status;
}

static struct json_object *ask_statistics(void *asked)
{
	struct domain *domain = asked;
	struct connection connection;
	struct json_object *object = NULL;
	struct frame frame;
	char *text = allocate(1, 1);
	size_t length = 0;

	connection_open(&connection, domain);
	connection_send(&connection, FRAME_STATISTICS, 0, NULL, 0);
	while (connection_wait(&connection, &frame)) {
		if (frame.type != FRAME_REPORT)
			continue;
		if (!frame.length) {
			object = json_from_text(text);
			break;
		}
		text = reallocate(text, length + frame.length + 1, 1);
		memcpy(text + length, frame.payload, frame.length);
		length += frame.length;
		text[length] = '\0';
	}
	connection_close(&connection);
	free(text);
	if (!object)
		fail_killed(domain);
	return object;
}

struct json_object *domain_statistics(struct domain *domain)
{
	char *why;
	struct json_object *object = owner_ask(domain->owner, ask_statistics, domain, &why);

	free(why);
	return object;
}

void domain_remove(struct domain *domain)
{
	int lock;

	if (domain->status == DOMAIN_RUNNING || domain->status == DOMAIN_CREATED)
		fail(STATUS_IN_USE, "the domain %s runs; roast stop %s first, or roast rm -f %s",
		     domain->name, domain->name, domain->name);
	if (domain->status == DOMAIN_DEAD)
		orphan_destroy(domain);
	lock = lock_take(domain->directory, REMOVE_WAIT_MS);
	if (lock < 0)
		fail(STATUS_IN_USE, "another roast uses the domain %s", domain->name);
	domain_erase(domain->directory, lock);
}

void domain_rename(struct domain *domain, const char *name)
{
	const char *directory_name = strrchr(domain->directory, '/') + 1;

	name_check(name);
	if (!name_reserve(name, directory_name))
		fail(STATUS_IN_USE, "the name %s is in use by another domain", name);
	if (domain_file_write(domain->directory, "name", name))
		fail_errno("cannot write %s/name", domain->directory);
	name_release(domain->name, directory_name);
	free(domain->name);
	domain->name = text_copy(name);
}
