/* SPDX-License-Identifier: GPL-2.0 */
/* The frame of a start on hosts whose domains are processes of this machine. */
#ifndef ROAST_HOST_START_H
#define ROAST_HOST_START_H

#include "../host.h"

/* Starts the process, whose errors go to the file log; false with a line in *why, the caller's. */
typedef bool start_process(struct spec *spec, struct running *running, char **why, const char *log);

/*
 * As host.start(): calls start with nothing in running but the path of the process' socket, in the
 * domain's directory, and with the log there.
 */
bool start_in_directory(struct spec *spec, struct running *running, char **why, const char *socket,
			const char *log, start_process *start);

/* The directory that the host's program runs in. */
const char *host_workplace(const struct spec *spec);

#endif
