/* SPDX-License-Identifier: GPL-2.0 */
/* The process that is a domain's network (network.h). */
#ifndef ROAST_HOST_QEMU_NETWORK_PROCESS_H
#define ROAST_HOST_QEMU_NETWORK_PROCESS_H

#include "../host.h"

/* What its report begins with, if it runs: its number, and libslirp's list of connections. */
#define NETWORK_RUNS "runs as process "

/*
 * Reports on life, as text with a byte 0 at its end, and passes frames on until the other side of
 * life is closed. Whatever else is told is why it does not run.
 */
void network_process(const struct spec *spec, int card, int life) __attribute__((noreturn));

/*
 * Gives up what this process needs no more once it listens, before it reads what a domain has
 * sent: root's rights, files but those that name servers are read from, programs, other processes,
 * and sockets but those of IP. False with errno.
 */
bool network_confine(void);

#endif
