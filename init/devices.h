/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices that the configuration has made of disks, or of each other: arrays, decrypted and
 * checked volumes, volume groups.
 *
 * Debian's tools do the work. What goes wrong ends the domain through fail() with one line, and
 * then no disk has been written to.
 */
#ifndef INIT_DEVICES_H
#define INIT_DEVICES_H

#include <stdbool.h>

struct json;

/* A device to be made: an element of the list "devices". */
struct device {
	struct json *entry;
	const char *name; /* null for a volume group */
	long wait;	  /* seconds, for each disk */
	char where[192];  /* "devices[0] data": for messages, and sizes of buffers of it */
};

/* The mistakes in the list that its schema does not find; source names the file or place. */
void devices_check(struct json *list, const char *source);

/* Makes all devices of the list, in its order. */
void devices_make(struct json *list);

/*
 * Takes down every device of the device mapper and every array, whoever made it, as far as
 * nothing uses it any more, and has each disk write its cache. Says what fails; true if all
 * is on the disks.
 */
bool devices_end(void);

#endif
