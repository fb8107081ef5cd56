/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network of a domain on QEMU: a process of its own that has the domain's network card on one
 * side and ordinary sockets of this machine on the other. It is libslirp, which QEMU has inside,
 * but outside of QEMU, so that QEMU needs no network at all, and with this machine's loopback
 * addresses out of the domain's reach. Nothing here ends the calling process.
 */
#ifndef ROAST_HOST_QEMU_NETWORK_H
#define ROAST_HOST_QEMU_NETWORK_H

#include "../host.h"

/* The addresses that QEMU's own user network has, in this machine's byte order. */
#define NETWORK_GATEWAY 0x0a000202 /* 10.0.2.2 */
#define NETWORK_DOMAIN 0x0a00020f  /* 10.0.2.15 */

struct qemu_network {
	int card; /* for QEMU: one datagram is one Ethernet frame */
	int life; /* for QEMU to hold: the process ends when nobody has it any more */
	pid_t pid;
};

/*
 * Starts the process, which listens at the spec's ports; fills in those that may be any free one.
 * False with one line in *why, the caller's, and an exit status in *status.
 */
bool qemu_network_start(struct spec *spec, struct qemu_network *network, char **why,
			enum status *status);

/* QEMU has ended: waits until its network has, too, so that its ports are free again. */
void qemu_network_await_end(pid_t pid);

/*
 * Whether the process passes on what the domain sends: nothing to an address of this machine's
 * loopback interface or to none at all, under whatever name. frame has size bytes of anything.
 */
bool network_frame_may_pass(const unsigned char *frame, size_t size);

#endif
