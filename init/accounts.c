// SPDX-License-Identifier: GPL-2.0
/* Users and groups of the archive. */
#include "accounts.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "formats.h"

#define ID_MAX 4294967294L

/* Finds a user by name, or by number if name is null. */
static bool find_user(const char *name, uid_t number, struct account *account)
{
	FILE *file = fopen("/etc/passwd", "re");
	struct passwd *entry;
	bool found = false;

	if (!file)
		return false;
	while (!found && (entry = fgetpwent(file))) {
		found = name ? strcmp(entry->pw_name, name) == 0 : entry->pw_uid == number;
		if (!found)
			continue;
		account->user = entry->pw_uid;
		account->group = entry->pw_gid;
		snprintf(account->home, sizeof(account->home), "%s",
			 entry->pw_dir[0] ? entry->pw_dir : "/");
		snprintf(account->name, sizeof(account->name), "%s", entry->pw_name);
	}
	fclose(file);
	return found;
}

static bool is_member(const struct group *entry, const char *user)
{
	for (char **member = entry->gr_mem; *member; member++)
		if (strcmp(*member, user) == 0)
			return true;
	return false;
}

static void find_memberships(const char *user, struct account *account)
{
	FILE *file = fopen("/etc/group", "re");
	struct group *entry;

	if (!file)
		return;
	while (account->group_count < ACCOUNT_GROUPS_MAX && (entry = fgetgrent(file)))
		if (is_member(entry, user))
			account->groups[account->group_count++] = entry->gr_gid;
	fclose(file);
}

bool account_group(const char *text, gid_t *group)
{
	FILE *file;
	struct group *entry;
	long number;
	bool found = false;

	if (number_parse(text, 0, ID_MAX, &number)) {
		*group = (gid_t)number;
		return true;
	}
	file = fopen("/etc/group", "re");
	if (!file)
		return false;
	while (!found && (entry = fgetgrent(file))) {
		found = strcmp(entry->gr_name, text) == 0;
		*group = entry->gr_gid;
	}
	fclose(file);
	return found;
}

bool account_find(const char *text, struct account *account)
{
	const char *colon = strchr(text, ':');
	char user[256];
	long number;
	bool is_number;

	memset(account, 0, sizeof(*account));
	strcpy(account->home, "/");
	snprintf(user, sizeof(user), "%.*s", colon ? (int)(colon - text) : 255, text);
	is_number = number_parse(user, 0, ID_MAX, &number);
	if (is_number)
		account->user = account->group = (uid_t)number;
	if (!find_user(is_number ? NULL : user, account->user, account) && !is_number)
		return false;
	if (colon)
		return account_group(colon + 1, &account->group);
	find_memberships(account->name, account);
	return true;
}
