/* SPDX-License-Identifier: GPL-2.0 */
/* The last acts of the domain. */
#ifndef INIT_ENDING_H
#define INIT_ENDING_H

#include "../control/frame.h"
#include "supervise.h"

/* What the host is told of an end. */
struct outcome {
	int status; /* 0..255 */
	int signal; /* that it stands for, or 0 */
	enum frame_cause cause;
	const char *text; /* as the cause has it; may be null */
};

/*
 * Writes everything back, reports the outcome to the host, and ends the domain. No process but
 * this may be left. Does not return.
 */
void ending_finish(enum ending how, struct outcome outcome) __attribute__((noreturn));

#endif
