// SPDX-License-Identifier: GPL-2.0
/* What clients ask of the monitor. */
#include "monitor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"

#define NOT_RUNNING "the domain does not run at the moment"

static bool is_up(const struct monitor *monitor)
{
	return monitor->greeted &&
	       (monitor->phase == PHASE_STARTING || monitor->phase == PHASE_RUNNING);
}

static void give_input_window(struct client *client, uint16_t session)
{
	uint8_t payload[5] = { STREAM_INPUT };

	client->gives_input = true;
	frame_put_u32(payload + 1, WIRE_INPUT_WINDOW);
	client_send(client, FRAME_CREDIT, session, payload, sizeof(payload));
}

static void attach(struct client *client, const struct frame *frame)
{
	struct monitor *monitor = client->monitor;
	uint8_t wanted = frame->length ? frame->payload[0] : 0;

	if (client->session) {
		client_refuse(client, PROGRAM, STATUS_FAILED, "attached already");
		return;
	}
	client->session = session_find(monitor, PROGRAM);
	client->attached = wanted & WIRE_OUTPUT;
	if (client->attached && (wanted & WIRE_FROM_START) && monitor->log.end) {
		client->lagging = true;
		client->lag_from = 0;
	}
	client_send(client, WIRE_DONE, PROGRAM, NULL, 0);
	if ((wanted & WIRE_INPUT) && monitor->order->interactive)
		give_input_window(client, PROGRAM);
}

static uint16_t free_number(struct monitor *monitor)
{
	do
		monitor->next_session++;
	while (monitor->next_session <= PROGRAM || session_find(monitor, monitor->next_session));
	return monitor->next_session;
}

static void execute(struct client *client, const struct frame *frame)
{
	struct monitor *monitor = client->monitor;

	if (!client->session && !is_up(monitor)) {
		client_refuse(client, frame->session, STATUS_ROAST, NOT_RUNNING);
		return;
	}
	if (!client->session) {
		client->session = session_new(monitor, free_number(monitor), client);
		client->session->client_number = frame->session;
		give_input_window(client, frame->session);
	}
	if (client->session->number != PROGRAM)
		domain_send(monitor, FRAME_EXEC, client->session->number, frame->payload,
			    frame->length);
}

static void take_input(struct client *client, const struct frame *frame)
{
	if (!client->session || !client->gives_input)
		return;
	if (frame->type == FRAME_END)
		client->input_ended = true;
	else if (client->input.count + frame->length <= WIRE_INPUT_WINDOW)
		buffer_add(&client->input, frame->payload, frame->length);
	else
		client->broken = true;
	session_pump(client->monitor, client->session);
}

static void send_signal(struct client *client, const struct frame *frame)
{
	if (!is_up(client->monitor)) {
		client_refuse(client, frame->session, STATUS_FAILED, NOT_RUNNING);
		return;
	}
	if ((frame->session == PROGRAM || !client->session) && frame->length)
		client->monitor->signalled = frame->payload[0];
	domain_send(client->monitor, FRAME_SIGNAL,
		    frame->session == PROGRAM || !client->session ? PROGRAM
								  : client->session->number,
		    frame->payload, frame->length);
	client_send(client, WIRE_DONE, frame->session, NULL, 0);
}

/* What the domain understands as it is. */
static void pass_on(struct client *client, const struct frame *frame)
{
	if (client->session && is_up(client->monitor))
		domain_send(client->monitor, frame->type, client->session->number, frame->payload,
			    frame->length);
}

/* Of a command's output; the program's goes by the log. */
static void give_credit(struct client *client, const struct frame *frame)
{
	if (client->session && client->session->number != PROGRAM && is_up(client->monitor) &&
	    frame->length == 5)
		domain_send_credit(client->monitor, client->session->number, frame->payload[0],
				   frame_u32(frame->payload + 1));
}

static void request_stop(struct client *client, const struct frame *frame)
{
	uint32_t seconds = frame->length == 5 ? frame_u32(frame->payload) : UINT32_MAX;
	bool keep = frame->length == 5 && frame->payload[4];

	life_stop(client->monitor, seconds > 1000000 ? -1 : (int)seconds, keep);
}

void client_receive(struct client *client, const struct frame *frame)
{
	switch (frame->type) {
	case WIRE_ATTACH:
		attach(client, frame);
		break;
	case WIRE_STOP:
		request_stop(client, frame);
		break;
	case WIRE_DESTROY:
		life_destroy(client->monitor);
		break;
	case WIRE_BACKGROUND:
		if (client->session)
			client->session->background = true;
		client_send(client, WIRE_DONE, frame->session, NULL, 0);
		break;
	case FRAME_EXEC:
		execute(client, frame);
		break;
	case FRAME_INPUT:
	case FRAME_END:
		take_input(client, frame);
		break;
	case FRAME_SIGNAL:
		send_signal(client, frame);
		break;
	case FRAME_CREDIT:
		give_credit(client, frame);
		break;
	case FRAME_RESIZE:
		pass_on(client, frame);
		break;
	case FRAME_STATISTICS:
		statistics_ask(client);
		break;
	default:
		break;
	}
}
