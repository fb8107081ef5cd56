// SPDX-License-Identifier: GPL-2.0
/* Sessions of the monitor: who gets what of the programs in the domain. */
#include "monitor.h"

#include <stdlib.h>
#include <string.h>

#include "../base/report.h"

#define ABANDONED_WINDOW 65536
#define INPUT_CREDIT_MOST (16U << 20) /* a domain could allow any sum */

struct session *session_new(struct monitor *monitor, uint16_t number, struct client *client)
{
	struct session *session = allocate(1, sizeof(*session));

	session->number = number;
	session->client = client;
	session->next = monitor->sessions;
	monitor->sessions = session;
	return session;
}

struct session *session_find(struct monitor *monitor, uint16_t number)
{
	struct session *session = monitor->sessions;

	while (session && session->number != number)
		session = session->next;
	return session;
}

void session_remove(struct monitor *monitor, struct session *session)
{
	struct session **place = &monitor->sessions;

	while (*place != session)
		place = &(*place)->next;
	*place = session->next;
	if (session->client)
		session->client->session = NULL;
	free(session);
}

void sessions_end(struct monitor *monitor)
{
	struct session *session, *next;

	for (session = monitor->sessions; session; session = next) {
		next = session->next;
		if (session->number == PROGRAM) {
			session->input_credit = 0;
			memset(session->output_credit, 0, sizeof(session->output_credit));
			session->input_ended = false;
			continue;
		}
		if (session->client)
			client_refuse(session->client, session->client_number, STATUS_ROAST,
				      "the domain has ended");
		session_remove(monitor, session);
	}
}

static void give_input_back(struct client *client, uint32_t bytes)
{
	uint8_t payload[5] = { STREAM_INPUT };

	frame_put_u32(payload + 1, bytes);
	client_send(client, FRAME_CREDIT,
		    client->session->number == PROGRAM ? PROGRAM : client->session->client_number,
		    payload, sizeof(payload));
}

static void pump_client(struct monitor *monitor, struct session *session, struct client *client)
{
	struct buffer *input = &client->input;
	size_t size;

	while (input->count && (session->input_credit || session->input_ended)) {
		size = input->count < FRAME_PAYLOAD_MAX ? input->count : FRAME_PAYLOAD_MAX;
		/* Behind the end of input nothing is taken; whoever sends it is not held up. */
		if (!session->input_ended) {
			if (size > session->input_credit)
				size = session->input_credit;
			domain_send(monitor, FRAME_INPUT, session->number,
				    input->bytes + input->start, size);
			session->input_credit -= (uint32_t)size;
		}
		buffer_drop(input, size);
		give_input_back(client, (uint32_t)size);
	}
	if (client->input_ended && !input->count && !session->input_ended && monitor->greeted) {
		uint8_t stream = STREAM_INPUT;

		domain_send(monitor, FRAME_END, session->number, &stream, 1);
		session->input_ended = true;
	}
}

void session_pump(struct monitor *monitor, struct session *session)
{
	struct client *next;

	for (struct client *client = monitor->clients; client; client = next) {
		next = client->next;
		if (client->session == session && client->gives_input)
			pump_client(monitor, session, client);
	}
}

/* What it still writes is thrown away, so that it can come to its end. */
void session_abandon(struct monitor *monitor, struct session *session)
{
	session->client = NULL;
	if (!session->background)
		domain_send(monitor, FRAME_HANGUP, session->number, NULL, 0);
	domain_send_credit(monitor, session->number, STREAM_OUTPUT, ABANDONED_WINDOW);
	domain_send_credit(monitor, session->number, STREAM_ERROR, ABANDONED_WINDOW);
}

static void take_credit(struct monitor *monitor, struct session *session, const struct frame *frame)
{
	uint32_t more;

	if (frame->length != 5 || frame->payload[0] != STREAM_INPUT)
		return;
	more = frame_u32(frame->payload + 1);
	session->input_credit = more > INPUT_CREDIT_MOST - session->input_credit
					? INPUT_CREDIT_MOST
					: session->input_credit + more;
	session_pump(monitor, session);
}

static void receive_abandoned(struct monitor *monitor, struct session *session,
			      const struct frame *frame)
{
	if (frame->type == FRAME_OUTPUT)
		domain_send_credit(monitor, session->number, STREAM_OUTPUT, frame->length);
	else if (frame->type == FRAME_ERROR)
		domain_send_credit(monitor, session->number, STREAM_ERROR, frame->length);
}

static void receive_command(struct monitor *monitor, struct session *session,
			    const struct frame *frame)
{
	bool last = frame->type == FRAME_EXIT || frame->type == FRAME_FAILED;

	if (session->client)
		client_send(session->client, frame->type, session->client_number, frame->payload,
			    frame->length);
	else
		receive_abandoned(monitor, session, frame);
	if (last)
		session_remove(monitor, session);
}

static void receive_program(struct monitor *monitor, const struct frame *frame)
{
	char why[FRAME_PAYLOAD_MAX];

	switch (frame->type) {
	case FRAME_OUTPUT:
		program_output(monitor, STREAM_OUTPUT, frame);
		break;
	case FRAME_ERROR:
		program_output(monitor, STREAM_ERROR, frame);
		break;
	case FRAME_STARTED:
		life_program_started(monitor);
		break;
	case FRAME_EXIT:
		life_program_ended(monitor, frame);
		domain_send(monitor, FRAME_DONE, PROGRAM, NULL, 0);
		break;
	case FRAME_FAILED:
		if (frame->length < 1)
			break;
		snprintf(why, sizeof(why), "%.*s", frame->length - 1,
			 (const char *)frame->payload + 1);
		life_program_failed(monitor, frame->payload[0], why);
		break;
	default:
		break;
	}
}

/* Nobody waits for what a domain sends unasked: it is dropped, for it could be any amount. */
static bool is_within_credit(struct monitor *monitor, struct session *session,
			     const struct frame *frame)
{
	static const char words[] =
		"the domain sends more than it may; what is too much is dropped";
	uint64_t *credit = &session->output_credit[frame->type == FRAME_ERROR];

	if (frame->type != FRAME_OUTPUT && frame->type != FRAME_ERROR)
		return true;
	if (frame->length <= *credit) {
		*credit -= frame->length;
		return true;
	}
	if (!monitor->credit_trouble_told) {
		clients_tell(monitor, words);
		console_write(monitor, words, strlen(words), true);
	}
	monitor->credit_trouble_told = true;
	return false;
}

void session_receive(struct monitor *monitor, const struct frame *frame)
{
	struct session *session = session_find(monitor, frame->session);

	if (!session || !is_within_credit(monitor, session, frame))
		return;
	if (frame->type == FRAME_CREDIT)
		take_credit(monitor, session, frame);
	else if (session->number == PROGRAM)
		receive_program(monitor, frame);
	else
		receive_command(monitor, session, frame);
}
