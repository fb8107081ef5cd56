/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor: the process that a domain has on this machine.
 *
 * Everything here runs in that process, in callbacks of the loop, and neither waits nor ends the
 * process: what a client does wrong ends its connection, what the host does wrong the domain.
 *
 * Frames of the socket are those of control/frame.h, and these between clients and monitor alone.
 * Clients number their sessions themselves: 1 is the program, any other a command of theirs.
 */
#ifndef ROAST_MONITOR_MONITOR_H
#define ROAST_MONITOR_MONITOR_H

#include "../../control/frame.h"
#include "../base/buffer.h"
#include "../records/ends.h"
#include "../records/log.h"
#include "loop.h"
#include "../records/private.h"
#include "../records/wire.h"

#define PROGRAM 1 /* the session of the domain's program */

/* A program in the domain. */
struct session {
	uint16_t number; /* in the domain */
	uint16_t client_number;
	struct client *client;	   /* of a command: who asked for it; null if he is gone */
	bool background;	   /* of a command: it may live without its client */
	uint32_t input_credit;	   /* bytes the domain takes */
	uint64_t output_credit[2]; /* bytes of output and of errors that it may send */
	bool input_ended;
	struct session *next;
};

struct client {
	struct monitor *monitor;
	struct watch watch;
	struct frame_reader reader;
	struct buffer outgoing, input;
	struct session *session; /* whose input and output it has; null: none */
	bool attached;		 /* to the program's output */
	bool gives_input, input_ended;
	bool lagging; /* output is left out since log offset lag_from */
	uint64_t lag_from;
	bool wants_statistics, broken;
	struct client *next;
};

enum phase {
	PHASE_STARTING, /* the host starts it; no HELLO yet */
	PHASE_RUNNING,
	PHASE_WAITING, /* to start it again */
	PHASE_ENDED,
};

struct proxies;

struct monitor {
	struct order *order;
	struct running running;
	enum phase phase;
	int lock;
	struct watch parent_watch, control, console, process, events, server, listener, signals;
	struct timer start_timer, stop_timer, restart_timer, statistics_timer, wait_timer,
		server_timer, addresses_timer;
	int64_t addresses_written; /* milliseconds_now(), or 0 */
	struct frame_reader reader;
	struct buffer outgoing;
	struct log log;
	bool log_trouble_told;
	int console_file;
	off_t console_from; /* where this life of the domain begins in it */
	struct session *sessions;
	struct client *clients;
	struct json_object *state;
	struct buffer report;
	bool credit_trouble_told; /* the domain has sent more than it may */
	uint32_t output_owed[2];  /* credit for output and errors not yet given back */
	uint16_t next_session;

	bool first;   /* the domain is new: a start that fails leaves nothing */
	bool greeted; /* HELLO was there */
	bool told;    /* domain_start() knows what became of it */
	bool stopping, destroying, keep;
	int stop_stage;
	enum machine machine; /* what the host has told of it */
	uint8_t signalled;    /* the last signal that a client had for the program */
	struct end end;	      /* of this life of the domain */
	int exit_status;
	char *line; /* for the user, why it has ended; null: as it should */
	long restarts;
	int64_t started_at;
	struct proxies *proxies;
};

/* ---- the domain (domain.c) */
void domain_connect(struct monitor *monitor);
void domain_send(struct monitor *monitor, uint8_t type, uint16_t session, const void *payload,
		 size_t length);
void domain_send_credit(struct monitor *monitor, uint16_t session, uint8_t stream, uint32_t bytes);
/*
 * Lets the program write as much as has been taken, unless clients_hold_output(); to be called when
 * something that was taken or that held it up has changed.
 */
void program_credit(struct monitor *monitor);
/* Reads what is still there, after its end. */
void domain_drain(struct monitor *monitor);
void domain_disconnect(struct monitor *monitor);
/* The program's output: to the log and to clients. */
void program_output(struct monitor *monitor, enum frame_stream stream, const struct frame *frame);
/* Bytes for the console file. */
void console_write(struct monitor *monitor, const void *bytes, size_t count, bool line);

/* ---- life (monitor.c, life.c) */
void life_begin(struct monitor *monitor);
/* The program runs, or cannot (status not 0). */
void life_program_started(struct monitor *monitor);
void life_program_failed(struct monitor *monitor, int status, const char *why);
/* FRAME_EXIT of the program: the domain's end. */
void life_program_ended(struct monitor *monitor, const struct frame *frame);
void life_machine_told(void *monitor, uint32_t events);
void life_process_ended(void *monitor, uint32_t events);
void life_server_ended(void *monitor, uint32_t events);
void life_stop(struct monitor *monitor, int seconds, bool keep);
void life_destroy(struct monitor *monitor);
/* What became of a life whose process has ended; fills in monitor->end. */
void life_judge(struct monitor *monitor, int wait_status);
/* Tells domain_start(): status 0, or why not; and before that, what the user may like to know. */
void parent_tell(struct monitor *monitor, int status, const char *why);
void parent_note(struct monitor *monitor, const char *text);
/* The last lines of the console, on one line; the caller's. */
char *console_last_words(struct monitor *monitor);

/* ---- state.json (state.c) */
void state_open(struct monitor *monitor);
void state_write(struct monitor *monitor);
void state_started(struct monitor *monitor);
void state_ended(struct monitor *monitor);

/* ---- addresses (addresses.c) */
/* FRAME_ADDRESS: "eth0 192.0.2.5/24"; what is no address is passed over. */
void addresses_take(struct monitor *monitor, const struct frame *frame);
void addresses_forget(struct monitor *monitor);

/* ---- sessions (sessions.c) */
struct session *session_new(struct monitor *monitor, uint16_t number, struct client *client);
struct session *session_find(struct monitor *monitor, uint16_t number);
void session_remove(struct monitor *monitor, struct session *session);
/* Of a domain that has ended: the program's stays, ready for the next start. */
void sessions_end(struct monitor *monitor);
/* Sends on what clients have for it and the domain takes. */
void session_pump(struct monitor *monitor, struct session *session);
/* Its client is gone. */
void session_abandon(struct monitor *monitor, struct session *session);
/* A frame of the domain for a session. */
void session_receive(struct monitor *monitor, const struct frame *frame);

/* ---- clients (clients.c, requests.c) */
void clients_listen(struct monitor *monitor);
void client_send(struct client *client, uint8_t type, uint16_t session, const void *payload,
		 size_t length);
void client_refuse(struct client *client, uint16_t session, int status, const char *why);
/* One of its frames. */
void client_receive(struct client *client, const struct frame *frame);
/* The program's output to those attached. */
void clients_output(struct monitor *monitor, enum frame_stream stream, const uint8_t *bytes,
		    size_t count, uint64_t log_before);
/*
 * Whether an attached client has much to take that the log does not have. Then the program waits
 * for it, because nothing else keeps that output.
 */
bool clients_hold_output(const struct monitor *monitor);
void clients_tell(struct monitor *monitor, const char *text); /* a note for those attached */
/* The domain is over: a last frame for all, and no more clients. */
void clients_dismiss(struct monitor *monitor, int status, const char *failure);
/* Until every client has what is buffered for it, or is gone. */
void clients_linger(struct monitor *monitor);
/* A part of the guest's report; null if there will be none. */
void statistics_report(struct monitor *monitor, const struct frame *frame);
void statistics_ask(struct client *client);

/* ---- ports, where the host does not forward them (proxy.c) */
/* Listens; false with one line in *why, the caller's, if that cannot be. Fills in free ports. */
bool proxies_open(struct monitor *monitor, char **why);
/*
 * "eth0", "192.0.2.5/24": the first with IPv4 is where ports lead, and what it becomes later, if
 * the host says that it can be the domain's.
 */
void proxies_address(struct monitor *monitor, const char *interface, const char *address);
/* The domain has ended: its connections, too. */
void proxies_disconnect(struct monitor *monitor);
void proxies_close(struct monitor *monitor);

#endif
