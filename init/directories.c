// SPDX-License-Identifier: GPL-2.0
/* The configuration's "directories". */
#include "directories.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "accounts.h"
#include "json.h"
#include "mounts.h"
#include "say.h"
#include "settings.h"

static mode_t mode_of(const char *text, const char *program, const char *path)
{
	char *end;
	unsigned long mode = strtoul(text, &end, 8);

	if (*end || end == text || mode > 07777)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: directory %s: the mode %s is no octal number up to 7777", program, path,
		     text);
	return (mode_t)mode;
}

static void make(struct json *entry, const char *program)
{
	const char *path = setting_text(entry, "path", "");
	const char *mode = setting_text(entry, "mode", NULL);
	const char *user = setting_text(entry, "user", NULL);
	struct account account;
	struct stat status;

	if (*path != '/')
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: directories: each needs a \"path\" that begins with /", program);
	if (user && !account_find(user, &account))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: directory %s: no user %s in /etc/passwd and /etc/group", program, path,
		     user);
	if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: %s is there, but no directory", program,
		     path);
	if (!make_directories(path, 0755) ||
	    (user && chown(path, account.user, account.group) < 0) ||
	    (mode && chmod(path, mode_of(mode, program, path)) < 0))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: directory %s cannot be prepared: %s",
		     program, path, strerror(errno));
}

void directories_make(struct json *list, const char *program)
{
	size_t count = json_count(list);

	for (size_t i = 0; i < count; i++)
		make(json_element(list, i), program);
}
