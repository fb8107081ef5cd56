// SPDX-License-Identifier: GPL-2.0
/* Where domains and volumes are kept, and the files of a domain. */
#include "private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/files_at.h"
#include "../base/report.h"
#include "owner.h"

#define SHARED "/var/lib/roast"

static const char *chosen_state(void)
{
	const char *chosen = getenv("ROAST_STATE");

	return chosen && *chosen == '/' ? chosen : NULL;
}

static const char *base_directory(void)
{
	return chosen_state() ? chosen_state() : SHARED;
}

char *users_directory(void)
{
	return text_format("%s/users", base_directory());
}

/* The folder that root has made for this user alone; null if there is none. */
static char *folder_of_user(void)
{
	char *directory = text_format("%s/users/%u", base_directory(), geteuid());
	struct stat status;

	if (lstat(directory, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid())
		return directory;
	free(directory);
	return NULL;
}

static char *home_directory(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && *state == '/')
		return text_format("%s/roast", state);
	if (home && *home == '/')
		return text_format("%s/.local/state/roast", home);
	fail(STATUS_FAILED, "there is no place for domains: set HOME, or ROAST_STATE");
}

/* Root takes nothing from an environment that may be another user's, but what names roast. */
static char *parent_directory(void)
{
	char *directory = folder_of_user();

	if (directory)
		return directory;
	if (chosen_state())
		return text_copy(chosen_state());
	if (geteuid() != 0)
		return home_directory();
	directory_make(SHARED "/users", 0755);
	directory_make(SHARED "/users/0", 0700);
	return text_copy(SHARED "/users/0");
}

static char *kept_directory(const char *kind)
{
	char *parent = parent_directory();
	char *directory = text_format("%s/%s", parent, kind);

	place_check(directory, directory);
	directory_make(directory, 0700);
	place_check(directory, directory);
	free(parent);
	return directory;
}

const char *domains_directory(void)
{
	static char *directory;

	if (owner_place())
		return owner_place();
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

const char *older_directory(void)
{
	if (owner_place() || chosen_state() || !file_is_directory(SHARED "/domains"))
		return NULL;
	return SHARED "/domains";
}

char *domain_file(const char *directory, const char *name)
{
	return text_format("%s/%s", directory, name);
}

static int closed(int directory, int result)
{
	int error = errno;

	close(directory);
	errno = error;
	return result;
}

int domain_file_open(const char *directory, const char *name, int flags)
{
	int opened = directory_open(directory);

	return opened < 0 ? -1 : closed(opened, file_at_open(opened, name, flags, 0600));
}

char *domain_file_read(const char *directory, const char *name)
{
	int opened = directory_open(directory);
	char *text = opened < 0 ? NULL : file_at_read(opened, name, DOMAIN_FILE_MAX, NULL);

	if (opened >= 0)
		closed(opened, 0);
	return text;
}

int domain_file_write(const char *directory, const char *name, const char *text)
{
	int opened = directory_open(directory);

	return opened < 0 ? -1
			  : closed(opened, file_at_write(opened, name, text, strlen(text), 0600));
}
