/* SPDX-License-Identifier: GPL-2.0 */
/* A key that lies in a file, or in the bytes of a disk. */
#ifndef INIT_KEY_DISK_H
#define INIT_KEY_DISK_H

struct disk_key;
struct json;

/*
 * Reads the part of "file" or "device" that "offset" and "size" tell. A file on a device is
 * read through a mount that is there for that moment only. Ends through fail() with
 * RUMPROAST_EXIT_DEVICE if the disk does not appear, else with RUMPROAST_EXIT_KEY.
 */
void key_disk_read(struct json *source, const char *where, struct disk_key *key);

#endif
