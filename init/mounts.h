/* SPDX-License-Identifier: GPL-2.0 */
/* File systems: those every program expects, and those the configuration asks for. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include <stdbool.h>

struct json;

/* /proc, /sys and /dev, before anything else can be done; what the kernel lacks is left out. */
void mounts_first(void);

/* /dev/pts, /dev/shm, /run, /tmp and the like, as far as the kernel has them. */
void mounts_default(void);

/*
 * Mounts those of the configuration's list, in its order, that need no network, or, once there is
 * one, those that do. Ends through fail(): with
 * RUMPROAST_EXIT_DEVICE if a disk is missing, else with RUMPROAST_EXIT_CONFIGURATION.
 */
void mounts_configured(struct json *list, bool of_network);

/* Unmounts all that can be, writes the rest back; says what fails. True if all is on disk. */
bool mounts_end(void);

/* Creates a directory and those above it that are missing; false with errno. */
bool make_directories(const char *path, unsigned int mode);

/* Whether a file system is mounted on this directory. */
bool mounts_is_mount(const char *path);

/* Whether nothing can be created in the root directory. */
bool root_is_read_only(void);

#endif
