/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit statuses of a domain, for the host side, init and whoever reads them.
 *
 * A domain ends with the exit status of its program, 0..255, as wait(2) and a shell count it: a
 * program that dies of signal n has status 128 + n. The statuses below are the system's own;
 * they say that the program never ran, and a program that wants to be told apart from them
 * does not use them. Where each host shows the status is in docs/man/hyper.3.
 *
 * These numbers are a promise: they are never given another meaning, only added to.
 * This header includes nothing and may be included from assembly.
 */
#ifndef RUMPROAST_EXIT_H
#define RUMPROAST_EXIT_H

/* The domain could not start: wrong boot protocol, too little memory, no usable processor. */
#define RUMPROAST_EXIT_START 97
/* The archive is missing, cut off or not a cpio archive; or it has no init. */
#define RUMPROAST_EXIT_ARCHIVE 98
/* A disk or network interface that the configuration names does not exist. */
#define RUMPROAST_EXIT_DEVICE 99
/* An interface got no address: no DHCP server answered. */
#define RUMPROAST_EXIT_NETWORK 100

/* The kernel crashed; on a host that has no better sign for it. */
#define RUMPROAST_EXIT_CRASH 101

/* The key of an encrypted disk is missing or not the right one. */
#define RUMPROAST_EXIT_KEY 102
/* A disk is there, but does not hold what the configuration says, or only a damaged part of it. */
#define RUMPROAST_EXIT_STORAGE 103
/* All programs ended well, but not everything they wrote has reached the disks. */
#define RUMPROAST_EXIT_WRITE_BACK 104
/* The machine under the domain failed: its host stopped it for good, or ended by itself. */
#define RUMPROAST_EXIT_HOST 105

/* As shells and container tools have them. */
/* The configuration is wrong: unknown key, wrong type, unusable value. */
#define RUMPROAST_EXIT_CONFIGURATION 125
/* The program is there, but cannot be executed here. */
#define RUMPROAST_EXIT_CANNOT_EXECUTE 126
/* There is no such program, or a library or interpreter it asks for is missing. */
#define RUMPROAST_EXIT_NOT_FOUND 127
/* Died of signal n: this plus n. */
#define RUMPROAST_EXIT_SIGNAL 128

#endif
