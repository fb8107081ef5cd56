// SPDX-License-Identifier: GPL-2.0
/* Whether a path is nobody else's to exchange. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_at.h"
#include "report.h"
#include "text.h"

#define LINKS_MAX 40

/* Root of a user namespace sees the machine's root as the owner of "/", with another number. */
static bool is_trusted(uid_t owner)
{
	struct stat status;

	if (owner == 0 || owner == geteuid())
		return true;
	if (stat("/", &status) == 0 && status.st_uid == owner)
		return true;
	return stat("/proc/self/exe", &status) == 0 && status.st_uid == owner;
}

/* A user's own group, of the same number as Debian makes it, has nobody else. */
static bool others_can_write(const struct stat *status)
{
	if (!S_ISDIR(status->st_mode) || (status->st_mode & S_ISVTX))
		return false;
	return (status->st_mode & S_IWOTH) ||
	       ((status->st_mode & S_IWGRP) && status->st_gid != 0 && status->st_gid != getegid());
}

struct place {
	const char *what;
	bool lenient; /* to ordinary users a warning is enough */
};

static void check_one(const char *path, const struct stat *status, const struct place *place)
{
	if (!is_trusted(status->st_uid))
		fail(STATUS_FAILED,
		     "%s: %s belongs to user %u, who could exchange what is kept there; take "
		     "another place",
		     place->what, path, status->st_uid);
	if (!others_can_write(status))
		return;
	if (geteuid() == 0 || !place->lenient)
		fail(STATUS_FAILED,
		     "%s: %s can be written to by other users, who could exchange what is kept "
		     "there; chmod o-w,g-w %s, or take another place",
		     place->what, path, path);
	warn("%s: %s can be written to by other users, who could exchange what is kept there",
	     place->what, path);
}

static char *read_link(const char *path)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length < 0)
		fail_errno("cannot read %s", path);
	target[length] = '\0';
	return text_copy(target);
}

/* rest, a link's target or what is left of a path, from the directory done ("" for the root). */
static void check_from(const char *done, const char *rest, const struct place *place, int links)
{
	char *path = text_copy(*rest == '/' ? "" : done);
	struct texts names = { 0 };
	struct stat status;

	if (links > LINKS_MAX)
		fail(STATUS_FAILED, "%s: too many symbolic links", place->what);
	texts_split(&names, rest, "/");
	for (size_t i = 0; i < names.count; i++) {
		char *next = text_format("%s/%s", path, names.texts[i]), *target;

		if (lstat(next, &status)) {
			free(next);
			break;
		}
		check_one(next, &status, place);
		if (S_ISLNK(status.st_mode)) {
			target = read_link(next);
			check_from(path, target, place, links + 1);
			free(target);
		}
		free(path);
		path = next;
	}
	texts_free(&names);
	free(path);
}

static void check(const char *path, const struct place *place)
{
	struct stat status;

	if (stat("/", &status) == 0)
		check_one("/", &status, place);
	check_from("", path, place, 0);
}

void place_check(const char *path, const char *what)
{
	check(path, &(struct place){ what, false });
}

void place_check_cache(const char *path, const char *what)
{
	check(path, &(struct place){ what, true });
}
