// SPDX-License-Identifier: GPL-2.0
/* Where domains and volumes are kept. */
#include "private.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"

#define SHARED "/var/lib/roast"

static char *own_directory(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && *state == '/')
		return text_format("%s/roast", state);
	if (home && *home == '/')
		return text_format("%s/.local/state/roast", home);
	return text_copy(SHARED);
}

static char *kept_directory(const char *kind)
{
	const char *chosen = getenv("ROAST_STATE");
	char *parent, *directory = text_format(SHARED "/%s", kind);

	if ((!chosen || *chosen != '/') && access(directory, W_OK | X_OK) == 0)
		return directory;
	free(directory);
	parent = chosen && *chosen == '/' ? text_copy(chosen) : own_directory();
	directory = text_format("%s/%s", parent, kind);
	directory_make(directory, 0700);
	free(parent);
	return directory;
}

const char *domains_directory(void)
{
	static char *directory;

	if (!directory)
		directory = kept_directory("domains");
	return directory;
}

const char *volumes_directory(void)
{
	static char *directory;

	if (!directory)
		directory = kept_directory("volumes");
	return directory;
}

char *domain_file(const char *directory, const char *name)
{
	return text_format("%s/%s", directory, name);
}

int domain_file_write(const char *directory, const char *name, const char *text)
{
	char *path = domain_file(directory, name);
	struct stat owner;
	int result = file_try_write(path, text, strlen(text), 0600);

	if (!result && geteuid() == 0 && !stat(directory, &owner) && owner.st_uid)
		result = lchown(path, owner.st_uid, owner.st_gid);
	free(path);
	return result;
}

bool domain_become_owner(const char *directory)
{
	struct stat owner;
	struct passwd *account;

	if (stat(directory, &owner))
		return false;
	if (geteuid() != 0 || owner.st_uid == 0)
		return true;
	account = getpwuid(owner.st_uid);
	if (account ? initgroups(account->pw_name, account->pw_gid) : setgroups(0, NULL))
		return false;
	return setgid(account ? account->pw_gid : owner.st_gid) == 0 && setuid(owner.st_uid) == 0;
}
