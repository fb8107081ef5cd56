/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What QEMU tells by itself over a monitor connection: that its machine has stopped for good, and
 * why. Nothing here waits or ends the process; what QEMU sends is bounded and checked.
 */
#ifndef ROAST_HOST_QEMU_EVENTS_H
#define ROAST_HOST_QEMU_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "../host.h"

struct qemu_events {
	int file;	  /* the caller's; nonblocking */
	char bytes[8192]; /* of the line that is being read */
	size_t count;
	bool skipping;	    /* the line is longer than that, and dropped */
	enum machine state; /* MACHINE_RUNS until something else is known */
	bool disk_is_full;  /* the last error of a disk was that */
};

/* Greets QEMU on a connected socket; its events come from then on. */
void qemu_events_begin(struct qemu_events *events, int file);
/* Takes what is there. False at the end of the stream. */
bool qemu_events_read(struct qemu_events *events);

/*
 * What QEMU wrote to its log about its machine or its own end, on one line without its registers
 * and warnings; null if it wrote nothing. The caller's.
 */
char *qemu_last_words(const char *log);

#endif
