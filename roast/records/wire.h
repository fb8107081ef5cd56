/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames between a monitor and its clients, beside those of control/frame.h.
 *
 * The monitor says FRAME_HELLO first. In session 1 a client may send ATTACH, INPUT, END, RESIZE and
 * SIGNAL (answered by DONE); in another EXEC and what follows from it; in session 0 STOP_REQUEST,
 * DESTROY_REQUEST and STATISTICS (answered by REPORT). When the domain is over for good, every
 * client gets FRAME_EXIT or FRAME_FAILED in session 1, and the connection ends.
 */
#ifndef ROAST_RECORDS_WIRE_H
#define ROAST_RECORDS_WIRE_H

enum wire_type {
	WIRE_ATTACH = 48, /* u8 enum wire_attach */
	WIRE_STOP = 49, /* u32 seconds or UINT32_MAX, u8 1: keep a domain that --rm would remove */
	WIRE_DESTROY = 50,
	WIRE_BACKGROUND = 51, /* the session's command lives on without its client */
	WIRE_DONE = 52,
	WIRE_CATCH_UP = 53, /* u64 from, u64 to: this part of the log comes here; read it there */
	WIRE_NOTE = 54,	    /* text for the person */
};

enum wire_attach { WIRE_INPUT = 1, WIRE_OUTPUT = 2, WIRE_FROM_START = 4 };

/* What a client may have on the way for a session's input, in bytes. */
#define WIRE_INPUT_WINDOW 16384

#endif
