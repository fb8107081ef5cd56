/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The root file system: a disk in place of the archive, or a layer over either that takes all
 * changes.
 */
#ifndef INIT_ROOT_H
#define INIT_ROOT_H

#include <stdbool.h>

struct json;

/* /run as memory, before the tools of devices use it, if it is to go along with the root. */
void root_prepare(struct json *root);

/*
 * Makes what the configuration's "root" describes the root of this process and of all that
 * follow; /proc, /sys, /dev and /run go along. The files of an archive that nobody can reach any
 * more are given back to memory. Ends through fail(), with RUMPROAST_EXIT_DEVICE if the disk does
 * not appear, else with RUMPROAST_EXIT_STORAGE.
 */
void root_enter(struct json *root);

/*
 * At the end, when no other process is left: back to the root the kernel started from, with
 * what has been the root since on /run, so that it can be unmounted. Nothing happens if there was
 * no other.
 */
void root_leave(void);

#endif
