/* SPDX-License-Identifier: GPL-2.0 */
/* What the processes of a session write, as frames: no more than the host has allowed. */
#ifndef INIT_SESSION_OUTPUT_H
#define INIT_SESSION_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "loop.h"

struct output {
	struct loop_source source; /* fd: where it is read; -1: it has ended */
	uint8_t type;		   /* FRAME_OUTPUT or FRAME_ERROR */
	uint16_t session;
	uint32_t credit; /* bytes that may be sent */
	uint32_t left;	 /* bytes still to come, once no process is there that the host knows of */
	bool last;	 /* that is so */
	bool unheard;	 /* nobody wants it */
	void (*ended)(struct output *output);
};

/* fd is nonblocking, and belongs to the output from now on. */
void output_open(struct output *output, int fd);
void output_credit(struct output *output, uint32_t bytes);

/* Reads on if it may. */
void output_update(struct output *output);

/*
 * No more of the session's processes is there: the output ends when what is there now has been
 * sent, even if a process that others have left behind keeps it open. Ended() may be called at
 * once.
 */
void output_last(struct output *output);

/* From now on what is written is thrown away. */
void output_unheard(struct output *output);

/* Ends it without a word. */
void output_close(struct output *output);

#endif
