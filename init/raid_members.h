/* SPDX-License-Identifier: GPL-2.0 */
/* The disks of an array, and what their superblocks say, before anything is done with them. */
#ifndef INIT_RAID_MEMBERS_H
#define INIT_RAID_MEMBERS_H

#include <stdbool.h>

#include "disk_name.h"

struct device;

#define RAID_MEMBERS_MAX 64

enum raid_member_state {
	MEMBER_ABSENT, /* the disk did not appear */
	MEMBER_BLANK,  /* it has no superblock of an array */
	MEMBER_THERE,
};

struct raid_member {
	char path[DISK_PATH_MAX]; /* of an absent one its name */
	enum raid_member_state state;
};

struct raid_members {
	struct raid_member list[RAID_MEMBERS_MAX];
	int count;
	int there;  /* how many have the superblock of the array */
	long disks; /* how many the array is made of, spares not counted; 0 if none is there */
	char uuid[40], level[16];
};

/*
 * Finds the members that the configuration lists, or those with its UUID. Ends through fail()
 * with RUMPROAST_EXIT_STORAGE if two belong to different arrays, or a member cannot be read.
 */
void raid_find_members(struct device *device, struct raid_members *members);

/*
 * Ends through fail() with RUMPROAST_EXIT_STORAGE if the disk holds anything that can be
 * recognised: a file system, a partition table, a part of an array.
 */
void raid_require_blank(struct device *device, const char *disk);

#endif
