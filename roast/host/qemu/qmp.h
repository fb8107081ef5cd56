/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QEMU's monitor, by its machine protocol: one JSON value a line, an answer for each command, and
 * events between them, which are passed over. QEMU serves one connection at a time, so they are
 * kept short. Nothing here ends the process; what the other side sends is checked.
 */
#ifndef ROAST_HOST_QMP_H
#define ROAST_HOST_QMP_H

#include <stdbool.h>
#include <stddef.h>

#include "../../base/json.h"

struct qmp {
	int file; /* -1: closed */
	char *bytes;
	size_t count, room;
	char *error; /* why the last call failed, one line */
};

/* Connects and says hello. A failed one needs qmp_close(), too. */
bool qmp_open(struct qmp *qmp, const char *path, int milliseconds);
void qmp_close(struct qmp *qmp);

/*
 * The answer, which is the caller's to put away; null with qmp->error if QEMU refused the command,
 * did not answer in time or is gone. arguments belong to the call; null for none.
 */
struct json_object *qmp_execute(struct qmp *qmp, const char *command, struct json_object *arguments,
				int milliseconds);
/* A line of QEMU's monitor for people, and what it prints; as qmp_execute(). */
char *qmp_monitor(struct qmp *qmp, const char *line, int milliseconds);

/* Gives QEMU a descriptor under a name; false with qmp->error. */
bool qmp_give(struct qmp *qmp, int file, const char *name, int milliseconds);

/* One command by itself, whose answer does not matter; false if it was not taken. */
bool qmp_tell(const char *path, const char *command);

#endif
