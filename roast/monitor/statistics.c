// SPDX-License-Identifier: GPL-2.0
/* What host and guest tell of a running domain's use of the machine. */
#include "monitor.h"

#include <stdlib.h>
#include <string.h>

#define GUEST_MS 3000 /* a guest that does not tell by then is left out */

static void put_count(struct json_object *object, const char *name, uint64_t count)
{
	if (count != UINT64_MAX)
		json_put(object, name, json_object_new_uint64(count));
}

static struct json_object *host_view(struct monitor *monitor)
{
	const struct order *order = monitor->order;
	struct usage usage = { 0 };
	struct json_object *host;

	if (monitor->running.control < 0 ||
	    !order->host->usage(&order->spec, &monitor->running, &usage))
		return NULL;
	host = json_object_new_object();
	put_count(host, "memory", usage.memory);
	put_count(host, "cpu_ns", usage.cpu_ns);
	put_count(host, "received", usage.received);
	put_count(host, "sent", usage.sent);
	put_count(host, "read", usage.read);
	put_count(host, "written", usage.written);
	return host;
}

static void send_text(struct client *client, const char *text)
{
	for (size_t left = strlen(text), size; left; text += size, left -= size) {
		size = left < FRAME_PAYLOAD_MAX ? left : FRAME_PAYLOAD_MAX;
		client_send(client, FRAME_REPORT, 0, text, size);
	}
	client_send(client, FRAME_REPORT, 0, NULL, 0);
}

/* guest may be null; it is taken over. */
static void answer(struct monitor *monitor, struct json_object *guest)
{
	struct json_object *both = json_object_new_object();
	const char *text;

	json_object_object_add(both, "host", host_view(monitor));
	json_object_object_add(both, "guest", guest);
	text = json_object_to_json_string_ext(both, JSON_C_TO_STRING_PLAIN);
	for (struct client *client = monitor->clients; client; client = client->next) {
		if (!client->wants_statistics)
			continue;
		client->wants_statistics = false;
		send_text(client, text);
	}
	json_object_put(both);
	timer_stop(&monitor->statistics_timer);
	buffer_drop(&monitor->report, monitor->report.count);
}

static void guest_overdue(void *owner)
{
	answer(owner, NULL);
}

void statistics_report(struct monitor *monitor, const struct frame *frame)
{
	struct json_object *guest;

	if (frame && frame->length && monitor->report.count <= 16 * FRAME_PAYLOAD_MAX) {
		buffer_add(&monitor->report, frame->payload, frame->length);
		return;
	}
	buffer_add(&monitor->report, "", 1);
	guest = frame ? json_from_text((char *)monitor->report.bytes + monitor->report.start)
		      : NULL;
	answer(monitor, guest);
}

void statistics_ask(struct client *client)
{
	struct monitor *monitor = client->monitor;

	client->wants_statistics = true;
	if (monitor->phase != PHASE_RUNNING) {
		answer(monitor, NULL);
		return;
	}
	if (monitor->statistics_timer.armed)
		return;
	monitor->statistics_timer.due = guest_overdue;
	monitor->statistics_timer.owner = monitor;
	timer_start(&monitor->statistics_timer, GUEST_MS);
	domain_send(monitor, FRAME_STATISTICS, 0, NULL, 0);
}
