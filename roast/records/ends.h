/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How domains end: every end has a name for programs, a status that roast(1) documents, and one
 * line for the user. Only a program's ordinary end, and one that was asked for, have no line.
 */
#ifndef ROAST_RECORDS_ENDS_H
#define ROAST_RECORDS_ENDS_H

#include "../host/host.h"

enum end_kind {
	END_NONE, /* nothing is known yet */
	/* The program's own. */
	END_EXITED,
	END_ASKED, /* of the signal that the user has sent */
	END_SIGNAL,
	END_MEMORY,
	END_MEMORY_OTHER,
	END_STOP_OVERDUE,
	/* Init's or the kernel's. */
	END_SAID,
	END_NOT_STARTED,
	END_BEFORE, /* before the program, and the console has the reason */
	END_CRASHED,
	END_SILENT, /* powered off with a status, without a word of init's */
	/* The machine's. */
	END_RESET,
	END_STOPPED,
	END_DISK_FULL,
	END_DISK_FAILED,
	/* The host's program, or somebody on this machine. */
	END_REFUSED,
	END_HOST_KILLED,
	END_HOST_ASKED,
	END_HOST_FAILED,
	END_GONE,
	END_SERVER,
	/* roast's. */
	END_DESTROYED,
	END_OVERDUE,
	END_VERSION,
	END_INTERRUPTED,
	END_MONITOR,
	END_KINDS,
};

struct end {
	enum end_kind kind;
	int status;  /* where the kind leaves it to the program, init or the host */
	bool before; /* the program had not started */
	int signal;  /* of END_SIGNAL, END_HOST_FAILED; or 0 */
	char *words; /* what the line quotes; owned */
};

/* Sets it, unless something is known already: what comes first is the cause. words: taken. */
void end_set(struct end *end, enum end_kind kind, int status, char *words);
void end_forget(struct end *end);

/* The word of state.json's "reason": "memory". */
const char *end_name(enum end_kind kind);
/*
 * The domain's status. Before its program a crash, and what is no status of a domain's, is 125, as
 * `roast run` has it.
 */
int end_status(const struct end *end);
/* One of enum status for a start that failed so, or the domain's status. */
int end_start_status(const struct end *end);
/* The line for the user, the caller's; null if there is none. */
char *end_line(const struct end *end, const struct spec *spec, const char *host);

#endif
