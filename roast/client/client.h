/* SPDX-License-Identifier: GPL-2.0 */
/* A command's connection to the monitor of a domain. */
#ifndef ROAST_CLIENT_CLIENT_H
#define ROAST_CLIENT_CLIENT_H

#include "../../control/frame.h"
#include "../records/private.h"
#include "../records/wire.h"

struct connection {
	int fd;
	struct frame_reader reader;
};

/* False if the domain does not run, or has just ended. */
bool connection_try(struct connection *connection, struct domain *domain);
/* Fails with STATUS_FAILED if the domain does not run. */
void connection_open(struct connection *connection, struct domain *domain);
void connection_close(struct connection *connection);
/* False if the monitor is gone. */
bool connection_send(struct connection *connection, uint8_t type, uint16_t session,
		     const void *payload, size_t length);
/* A frame that has arrived already; false if there is none. */
bool connection_next(struct connection *connection, struct frame *frame);
/* Reads more; false if the monitor is gone. Also true if a signal came in between. */
bool connection_read(struct connection *connection);
/* Waits for the next frame; false if the monitor is gone. */
bool connection_wait(struct connection *connection, struct frame *frame);

/* Of FRAME_FAILED: its text, on one line in buffer. */
const char *failure_text(const struct frame *frame, char *buffer, size_t size);

/* ---- a conversation: streams of a session and those of this process (conversation.c) */

struct conversation {
	struct connection connection;
	struct domain *domain;
	const struct attachment *attachment;
	uint16_t session;
	bool input_open; /* standard input is passed on */
	uint32_t input_credit;
	uint32_t owed[2]; /* bytes of output and errors taken, for which credit is due */
	bool gives_credit;
	int log;	  /* the domain's log, opened before attaching; or -1 */
	bool output_gone; /* nobody reads this process's output any more */
	int interrupts;
	int64_t patience_ends; /* milliseconds_now(): then the user hears what a signal did; or 0 */
	bool started;
	struct detach_keys *keys;
};

/* Until its session ends: the status; -1: detached. */
int conversation_run(struct conversation *conversation);

/* ---- this process's terminal and signals (terminal.c) */

/* Raw from now on, until terminal_restore() or the end of the process. */
void terminal_make_raw(void);
void terminal_restore(void);
bool terminal_size(uint8_t *rows_and_columns); /* as FRAME_RESIZE has them; false if it is none */

/* Signals that were caught since the last call, SIGWINCH among them; 0 if there is none. */
void signals_catch(bool all);
int signals_next(void);
int signals_descriptor(void); /* readable when there may be one */

/* ---- the keys that detach (detach_keys.c) */

struct detach_keys {
	uint8_t keys[16];
	size_t count, matched;
};

/* "ctrl-p,ctrl-q"; fails with STATUS_USAGE if it is no list of keys. */
void detach_keys_take(struct detach_keys *keys, const char *text);
/*
 * Looks for them in what was typed. Returns how many bytes are to be passed on, which then are in
 * out (count + 16 bytes); *detach if the keys were all there.
 */
size_t detach_keys_filter(struct detach_keys *keys, const uint8_t *bytes, size_t count,
			  uint8_t *out, bool *detach);

#endif
