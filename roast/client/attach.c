// SPDX-License-Identifier: GPL-2.0
/* Attaching to a domain's program, and commands in a running domain. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/report.h"
#include "client.h"
#include "start.h"

#define PROGRAM 1
#define COMMAND 2 /* any number but the program's; a connection has one */
#define OUTPUT_WINDOW 65536

static int open_log(const struct domain *domain)
{
	return domain_file_open(domain->directory, "log", O_RDONLY);
}

static void send_size(struct conversation *conversation)
{
	uint8_t size[4];

	if (terminal_size(size))
		connection_send(&conversation->connection, FRAME_RESIZE, conversation->session,
				size, sizeof(size));
}

/* Signals first: what comes between is not lost. */
static void prepare(struct conversation *conversation, struct detach_keys *keys)
{
	const struct attachment *attachment = conversation->attachment;

	signals_catch(attachment->signals);
	if (!attachment->terminal)
		return;
	detach_keys_take(keys, attachment->detach_keys ? attachment->detach_keys : "ctrl-p,ctrl-q");
	conversation->keys = keys;
	if (attachment->input)
		terminal_make_raw();
}

static int finish(struct conversation *conversation, int status)
{
	terminal_restore();
	connection_close(&conversation->connection);
	if (conversation->log >= 0)
		close(conversation->log);
	return status;
}

int domain_attach(struct domain *domain, const struct attachment *attachment)
{
	struct conversation conversation = {
		.domain = domain,
		.attachment = attachment,
		.session = PROGRAM,
		.input_open = attachment->input,
		.log = open_log(domain),
	};
	uint8_t flags = (attachment->input ? WIRE_INPUT : 0) |
			(attachment->output ? WIRE_OUTPUT : 0) |
			(attachment->from_start ? WIRE_FROM_START : 0);
	struct detach_keys keys;

	connection_open(&conversation.connection, domain);
	prepare(&conversation, &keys);
	connection_send(&conversation.connection, WIRE_ATTACH, PROGRAM, &flags, 1);
	if (attachment->terminal)
		send_size(&conversation);
	/* Only now, or a program that has ended would be gone before it was looked at. */
	start_attached(domain->directory);
	return finish(&conversation, conversation_run(&conversation));
}

/* With the terminal's size, so that the command finds it from its first moment. */
static struct json_object *complete_request(struct json_object *request,
					    const struct attachment *attachment)
{
	struct json_object *whole = json_object_new_object();
	uint8_t size[4];

	json_merge(whole, request);
	json_put_boolean(whole, "terminal", attachment && attachment->terminal);
	json_put_boolean(whole, "input", attachment && attachment->input);
	if (attachment && attachment->terminal && terminal_size(size)) {
		json_put_number(whole, "rows", frame_u16(size));
		json_put_number(whole, "columns", frame_u16(size + 2));
	}
	return whole;
}

static void send_request(struct connection *connection, struct json_object *request)
{
	const char *text = json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN);

	for (size_t left = strlen(text), size; left; text += size, left -= size) {
		size = left < FRAME_PAYLOAD_MAX ? left : FRAME_PAYLOAD_MAX;
		connection_send(connection, FRAME_EXEC, COMMAND, text, size);
	}
	connection_send(connection, FRAME_EXEC, COMMAND, NULL, 0);
}

static void give_windows(struct connection *connection)
{
	uint8_t payload[5];

	frame_put_u32(payload + 1, OUTPUT_WINDOW);
	for (int stream = STREAM_OUTPUT; stream <= STREAM_ERROR; stream++) {
		payload[0] = (uint8_t)stream;
		connection_send(connection, FRAME_CREDIT, COMMAND, payload, sizeof(payload));
	}
}

/* Started in the background: the answer is that it runs, or why not. */
static int wait_for_command(struct connection *connection, const struct domain *domain)
{
	char text[FRAME_PAYLOAD_MAX];
	struct frame frame;

	connection_send(connection, WIRE_BACKGROUND, COMMAND, NULL, 0);
	while (connection_wait(connection, &frame)) {
		if (frame.type == FRAME_STARTED || frame.type == FRAME_EXIT)
			return STATUS_OK;
		if (frame.type != FRAME_FAILED)
			continue;
		warn("%s", failure_text(&frame, text, sizeof(text)));
		return frame.length ? frame.payload[0] : STATUS_ROAST;
	}
	fail(STATUS_FAILED, "the monitor of the domain %s is gone", domain->name);
}

int domain_exec(struct domain *domain, struct json_object *request,
		const struct attachment *attachment)
{
	struct json_object *whole = complete_request(request, attachment);
	struct conversation conversation = {
		.domain = domain,
		.attachment = attachment,
		.session = COMMAND,
		.input_open = attachment && attachment->input,
		.gives_credit = true,
		.log = -1,
	};
	struct detach_keys keys;
	uint8_t stream = STREAM_INPUT;

	connection_open(&conversation.connection, domain);
	if (attachment)
		prepare(&conversation, &keys);
	send_request(&conversation.connection, whole);
	json_object_put(whole);
	if (!conversation.input_open)
		connection_send(&conversation.connection, FRAME_END, COMMAND, &stream, 1);
	if (!attachment)
		return finish(&conversation, wait_for_command(&conversation.connection, domain));
	give_windows(&conversation.connection);
	return finish(&conversation, conversation_run(&conversation));
}
