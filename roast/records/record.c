// SPDX-License-Identifier: GPL-2.0
/* Domains that are there, as their files tell. */
#include "ends.h"
#include "private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files_at.h"
#include "../base/report.h"

#define LEFT_OVER_SECONDS 60
#define ID_LONGEST 64

static struct json_object *read_object(const char *directory, const char *name)
{
	char *text = domain_file_read(directory, name);
	struct json_object *object = text ? json_from_record(text) : NULL;

	if (text && !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
		errno = EINVAL;
	}
	free(text);
	return object;
}

/* A reservation whose roast was killed: nobody has its lock. */
static void remove_left_over(const char *directory)
{
	struct stat status;
	int lock;

	if (lstat(directory, &status) || time(NULL) - status.st_mtime < LEFT_OVER_SECONDS)
		return;
	lock = lock_try(directory);
	if (lock >= 0)
		domain_erase(directory, lock);
}

/* The monitor's last words, in its place. With the lock, so that no new monitor is disturbed. */
static void write_death(struct domain *domain)
{
	char time[TIME_SIZE];
	char *text;

	time_text(time);
	json_put_text(domain->state, "status", "dead");
	json_put_text(domain->state, "finished", time);
	json_put_number(domain->state, "exit_status", 128 + 9);
	json_put_text(domain->state, "reason", end_name(END_MONITOR));
	json_put_text(domain->state, "error", "its monitor was killed");
	text = json_to_text(domain->state);
	if (domain_file_write(domain->directory, "state.json", text))
		warn("cannot write %s/state.json: %s", domain->directory, strerror(errno));
	free(text);
}

/* The lock is free: either the monitor has just ended, as state.json says now, or it was killed. */
static void look_at_end(struct domain *domain)
{
	int lock = lock_try(domain->directory);
	struct json_object *state = read_object(domain->directory, "state.json");

	if (state) {
		json_object_put(domain->state);
		domain->state = state;
	}
	domain->status = DOMAIN_EXITED;
	if (!text_equal(json_get_text(domain->state, "status"), "exited")) {
		domain->status = DOMAIN_DEAD;
		if (lock >= 0)
			write_death(domain);
	}
	if (lock >= 0)
		close(lock);
}

static void look_at_status(struct domain *domain)
{
	const char *status = json_get_text(domain->state, "status");

	if (text_equal(status, "exited"))
		domain->status = DOMAIN_EXITED;
	else if (text_equal(status, "dead"))
		domain->status = DOMAIN_DEAD;
	else if (lock_is_free(domain->directory))
		look_at_end(domain);
	else if (text_equal(status, "running") || text_equal(status, "restarting"))
		domain->status = DOMAIN_RUNNING;
	else
		domain->status = DOMAIN_CREATED;
}

/* Whether the directory is this user's alone; *why says what it is if not. */
static bool is_own_directory(const char *directory, char **why)
{
	int opened = directory_open(directory);
	struct stat status;

	if (opened < 0 && errno == ENOENT)
		return false;
	if (opened < 0 || fstat(opened, &status))
		*why = text_copy("it is no directory of its own");
	else if (status.st_uid != geteuid())
		*why = text_copy("it belongs to another user");
	else if (status.st_mode & (S_IWGRP | S_IWOTH))
		*why = text_copy("other users can write to it");
	if (opened >= 0)
		close(opened);
	return !*why;
}

static bool is_hexadecimal(const char *text)
{
	return text[strspn(text, "0123456789abcdef")] == '\0';
}

/* Names and ids are parts of paths and of lines, so they have to look like such. */
static bool take_names(struct domain *domain, const char *directory_name)
{
	const char *id = json_get_text(domain->spec, "id");
	const char *name = json_get_text(domain->spec, "name");

	domain->id = text_copy(id ? id : directory_name);
	domain->name = domain_file_read(domain->directory, "name");
	if (!domain->name)
		domain->name = text_copy(name);
	return is_hexadecimal(domain->id) && strlen(domain->id) <= ID_LONGEST &&
	       text_begins(domain->id, directory_name) && domain->name &&
	       name_is_good(domain->name);
}

static struct domain *read_record(char *directory, const char *directory_name, char **why)
{
	struct json_object *spec = read_object(directory, "spec.json");
	struct domain *domain;

	if (!spec) {
		if (errno == ENOENT)
			remove_left_over(directory);
		else
			*why = text_copy("its spec.json is damaged, or no file of its own");
		free(directory);
		return NULL;
	}
	domain = allocate(1, sizeof(*domain));
	*domain = (struct domain){ .directory = directory, .spec = spec, .owner = geteuid() };
	if (!take_names(domain, directory_name)) {
		*why = text_copy("its name or its id is damaged");
		domain_free(domain);
		return NULL;
	}
	domain->state = read_object(directory, "state.json");
	if (!domain->state)
		domain->state = json_object_new_object();
	return domain;
}

struct domain *domain_open(const char *place, const char *directory_name, char **why)
{
	char *directory = text_format("%s/%s", place, directory_name);
	struct domain *domain;

	*why = NULL;
	if (!is_own_directory(directory, why)) {
		free(directory);
		return NULL;
	}
	errno = 0;
	domain = read_record(directory, directory_name, why);
	if (domain)
		look_at_status(domain);
	return domain;
}

void domain_free(struct domain *domain)
{
	if (!domain)
		return;
	json_object_put(domain->spec);
	json_object_put(domain->state);
	free(domain->id);
	free(domain->name);
	free(domain->directory);
	free(domain);
}

bool is_domain_directory(const char *name)
{
	return strlen(name) == SHORT_ID && strspn(name, "0123456789abcdef") == SHORT_ID;
}
