/* SPDX-License-Identifier: GPL-2.0 */
/* Mount options as fstab(5) has them. */
#ifndef INIT_MOUNT_OPTIONS_H
#define INIT_MOUNT_OPTIONS_H

struct mount_options {
	unsigned long flags; /* MS_* of mount(2) */
	char data[4096];     /* what is for the file system, separated by commas */
};

/* text holds at most 4000 bytes. */
void mount_options_parse(const char *text, struct mount_options *options);

#endif
