/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Users and groups, from /etc/passwd and /etc/group alone: no name service is asked.
 */
#ifndef INIT_ACCOUNTS_H
#define INIT_ACCOUNTS_H

#include <stdbool.h>
#include <sys/types.h>

#define ACCOUNT_GROUPS_MAX 32

struct account {
	uid_t user;
	gid_t group;
	gid_t groups[ACCOUNT_GROUPS_MAX]; /* supplementary */
	int group_count;
	char name[64];	/* empty if /etc/passwd does not know the user */
	char home[256]; /* "/" if /etc/passwd does not know the user */
};

/*
 * Looks up "USER" or "USER:GROUP", each a name or a number. A number need not be in
 * /etc/passwd; without GROUP it then has the group of the same number. False: no such user.
 */
bool account_find(const char *text, struct account *account);

/* Looks up a group's name or number; false: no such group. */
bool account_group(const char *text, gid_t *group);

#endif
