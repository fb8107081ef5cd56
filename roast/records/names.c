// SPDX-License-Identifier: GPL-2.0
/* Ids and names of domains, and how they are reserved. */
#include "private.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"

#define NAME_LONGEST 63

static int reserved_lock = -1;
static char *reserved_directory;
static pid_t reserving;

static const char *const qualities[] = {
	"amber", "bold",  "brisk", "calm",  "clear", "crisp", "dark",	"deep",
	"fine",	 "fresh", "light", "mild",  "plain", "quick", "quiet",	"rich",
	"round", "sharp", "slow",  "small", "smoky", "soft",  "strong", "warm",
};
static const char *const things[] = {
	"arabica", "bean",  "brew",    "cherry",  "crema", "cup",   "drum",   "filter",
	"flame",   "grind", "harvest", "kettle",  "ladle", "mill",  "mocha",  "morning",
	"oven",	   "press", "roast",   "robusta", "spoon", "steam", "tamper", "terrace",
};

static void random_bytes(void *bytes, size_t count)
{
	if (getrandom(bytes, count, 0) != (ssize_t)count)
		fail_errno("no random numbers");
}

static char *new_id(void)
{
	uint8_t bytes[32];
	char *id = allocate(2 * sizeof(bytes) + 1, 1);

	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		sprintf(id + 2 * i, "%02x", bytes[i]);
	return id;
}

bool name_is_good(const char *name)
{
	bool good = isalnum((unsigned char)*name) && strlen(name) <= NAME_LONGEST;

	for (const char *c = name; *c && good; c++)
		good = isalnum((unsigned char)*c) || strchr("_.-", *c);
	return good;
}

void name_check(const char *name)
{
	if (!name_is_good(name))
		fail(STATUS_USAGE,
		     "%s is no name for a domain: letters, digits, '_', '.' and '-', at most %d, "
		     "beginning with a letter or digit",
		     name, NAME_LONGEST);
}

static char *link_of(const char *name)
{
	return text_format("%s/" NAME_LINK "%s", domains_directory(), name);
}

/* A link that another user has made, or that leads to a path, is none. */
char *name_lookup(const char *place, const char *name)
{
	char target[SHORT_ID + 2];
	char *path = text_format("%s/" NAME_LINK "%s", place, name);
	struct stat status;
	ssize_t length = -1;

	if (name_is_good(name) && lstat(path, &status) == 0 && status.st_uid == geteuid())
		length = readlink(path, target, sizeof(target) - 1);
	free(path);
	if (length != SHORT_ID)
		return NULL;
	target[length] = '\0';
	return is_domain_directory(target) ? text_copy(target) : NULL;
}

/* A link whose domain is gone is left from a crash; only its owner can take it away. */
static bool release_stale(const char *path, const char *name)
{
	char *target = name_lookup(domains_directory(), name);
	char *directory = text_format("%s/%s", domains_directory(), target ? target : "");
	bool stale = target && !file_exists(directory);

	free(target);
	free(directory);
	return stale && unlink(path) == 0;
}

bool name_reserve(const char *name, const char *directory_name)
{
	char *path = link_of(name);
	bool reserved = symlink(directory_name, path) == 0;

	if (!reserved && errno == EEXIST && release_stale(path, name))
		reserved = symlink(directory_name, path) == 0;
	if (!reserved && errno != EEXIST)
		fail_errno("cannot reserve the name %s in %s", name, domains_directory());
	free(path);
	return reserved;
}

void name_release(const char *name, const char *directory_name)
{
	char *target = name_lookup(domains_directory(), name);
	char *path = link_of(name);

	if (text_equal(target, directory_name))
		unlink(path);
	free(path);
	free(target);
}

/* With a dash: it becomes the host name as well, which cannot have '_'. */
static char *new_name(const char *directory_name)
{
	uint16_t number[3];
	char *name;

	for (int attempt = 0;; attempt++) {
		random_bytes(number, sizeof(number));
		name = text_format("%s-%s", qualities[number[0] % (sizeof(qualities) / 8)],
				   things[number[1] % (sizeof(things) / 8)]);
		if (attempt > 8) {
			free(name);
			name = text_format("domain-%.6s", directory_name);
		}
		if (name_reserve(name, directory_name) || attempt > 9)
			return name;
		free(name);
	}
}

static void reserve_name(struct spec *spec, const char *name)
{
	char *directory_name = text_format("%.*s", SHORT_ID, spec->id);

	if (!name) {
		spec->name = new_name(directory_name);
	} else if (name_reserve(name, directory_name)) {
		spec->name = text_copy(name);
	} else {
		directory_remove(spec->directory);
		fail(STATUS_IN_USE,
		     "the name %s is in use by another domain: roast rm %s, or take another", name,
		     name);
	}
	if (domain_file_write(spec->directory, "name", spec->name))
		fail_errno("cannot write %s/name", spec->directory);
	free(directory_name);
}

/* A run that fails on its way to the monitor leaves nothing. */
static void release_at_exit(void)
{
	if (reserved_directory && getpid() == reserving)
		domain_erase(reserved_directory, reserved_lock);
}

void domain_reserve(struct spec *spec, const char *name)
{
	if (name)
		name_check(name);
	reserving = getpid();
	atexit(release_at_exit);
	spec->id = new_id();
	spec->directory = text_format("%s/%.*s", domains_directory(), SHORT_ID, spec->id);
	if (mkdir(spec->directory, 0700))
		fail_errno("cannot make the directory %s", spec->directory);
	reserved_lock = lock_take(spec->directory, 1000);
	reserved_directory = text_copy(spec->directory);
	reserve_name(spec, name);
}

void domain_release(struct spec *spec)
{
	domain_erase(spec->directory, lock_of_reservation(spec->directory));
}

int lock_of_reservation(const char *directory)
{
	int lock = reserved_lock;

	if (!text_equal(directory, reserved_directory))
		return -1;
	reserved_lock = -1;
	free(reserved_directory);
	reserved_directory = NULL;
	return lock;
}

void domain_erase(const char *directory, int lock)
{
	const char *directory_name = strrchr(directory, '/') + 1;
	char *name = domain_file_read(directory, "name");

	directory_remove(directory);
	if (name && name_is_good(name))
		name_release(name, directory_name);
	free(name);
	if (lock >= 0)
		close(lock);
}
