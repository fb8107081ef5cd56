/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys of encrypted disks, from where the configuration says. They are not in the image, are
 * in memory only as long as they are needed, and never in a file or a word of a command.
 */
#ifndef INIT_DISK_KEY_H
#define INIT_DISK_KEY_H

#include <stdbool.h>
#include <stddef.h>

struct json;

/* The most that a key may measure: what cryptsetup takes by default. */
#define DISK_KEY_MAX (8 << 20)

struct disk_key {
	char *bytes;
	size_t size;
};

/* The mistakes in a key's description that its schema does not find; ends through fail(). */
void disk_key_check(struct json *source, const char *where);

/*
 * Gets the key; to be given to disk_key_wipe(). Ends through fail(), with RUMPROAST_EXIT_KEY if
 * there is none and RUMPROAST_EXIT_DEVICE if the disk it is on does not appear. where names the
 * device for messages; purpose what the key is for, for the person at the console.
 */
void disk_key_get(struct json *source, const char *where, const char *purpose,
		  struct disk_key *key);

/* Overwrites the key and frees its memory. */
void disk_key_wipe(struct disk_key *key);

/* How many keys may be tried: more than one only if a person types them. */
long disk_key_tries(struct json *source);

/* To be called once the key has fitted: one in xenstore is removed there, if the host lets us. */
void disk_key_done(struct json *source);

#endif
