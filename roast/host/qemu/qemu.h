/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's command line, for the files of this host. */
#ifndef ROAST_HOST_QEMU_H
#define ROAST_HOST_QEMU_H

#include "../host.h"

#define QEMU_PROGRAM "qemu-system-x86_64"

/*
 * Eight to each of eight slots of the PCI bus. Each takes two of the kernel's interrupt lines, of
 * which there are 168 for messages, so a second bus would not make room for twice as many.
 */
#define QEMU_VOLUMES_MAX 64

/* Descriptors that QEMU gets for the doors that roast needs. */
struct qemu_doors {
	int control; /* connected */
	int console; /* connected */
	int monitor; /* listening */
	int events;  /* connected */
	int card;    /* of network.h, if the domain has a network */
	int life;    /* likewise; QEMU holds it, and does nothing with it */
};

/* The command line; doors null: the plan, with the console on standard output. */
void qemu_words(const struct spec *spec, const struct qemu_doors *doors, struct texts *words);

/* The words as lines for a shell, each option on its own, with a newline at the end. */
char *qemu_plan(const struct spec *spec);

bool qemu_start(struct spec *spec, struct running *running, char **why);

/* The ports that were to be any free ones, out of what QEMU's `info usernet` says. */
void qemu_take_ports(struct spec *spec, const char *text);

/*
 * One line for why QEMU ended at once, out of what it wrote, and an exit status.
 */
char *qemu_complaint(const struct spec *spec, const char *log, enum status *status);

/* One line for why a port of the spec cannot be listened to; null: all can. The caller's. */
char *qemu_port_complaint(const struct spec *spec, enum status *status);

bool qemu_usage(const struct spec *spec, const struct running *running, struct usage *usage);

/* A value of QEMU's options: each comma doubled. The caller's. */
char *qemu_value(const char *text);

#endif
