/* SPDX-License-Identifier: GPL-2.0 */
/* The last acts of the domain. */
#ifndef INIT_ENDING_H
#define INIT_ENDING_H

#include "supervise.h"

/*
 * Writes everything back, reports the status (0..255) to the host, with the signal it stands for
 * or 0, and ends the domain. No process but this may be left. Does not return.
 */
void ending_finish(enum ending how, int status, int signal) __attribute__((noreturn));

#endif
