/* SPDX-License-Identifier: GPL-2.0 */
/* Commands in the running domain, as the host asks for them. */
#ifndef INIT_COMMANDS_H
#define INIT_COMMANDS_H

#include <stddef.h>

struct session;

/*
 * Starts the command of the session's request. 0, or the status of FRAME_FAILED with the reason in
 * words.
 */
int command_start(struct session *session, char *reason, size_t size);

#endif
