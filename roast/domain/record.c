// SPDX-License-Identifier: GPL-2.0
/* Domains that are there, as their files tell. */
#include "ends.h"
#include "private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"

#define LEFT_OVER_SECONDS 60

static struct json_object *read_object(const char *directory, const char *name)
{
	char *path = domain_file(directory, name);
	char *text = file_try_read(path, NULL);
	struct json_object *object = text ? json_from_text(text) : NULL;

	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
	}
	free(text);
	free(path);
	return object;
}

/* A reservation whose roast was killed: nobody has its lock. */
static void remove_left_over(const char *directory)
{
	char *spec = domain_file(directory, "spec.json");
	bool there = access(spec, F_OK) == 0;
	struct stat status;
	int lock;

	free(spec);
	if (there || stat(directory, &status) || status.st_uid != geteuid() ||
	    time(NULL) - status.st_mtime < LEFT_OVER_SECONDS)
		return;
	lock = lock_take(directory, 0);
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
	int lock = lock_take(domain->directory, 0);
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

static struct domain *domain_open(const char *directory_name)
{
	char *directory = text_format("%s/%s", domains_directory(), directory_name);
	struct json_object *spec = read_object(directory, "spec.json");
	char *name_file = domain_file(directory, "name");
	struct domain *domain;

	if (!spec) {
		remove_left_over(directory);
		free(name_file);
		free(directory);
		return NULL;
	}
	domain = allocate(1, sizeof(*domain));
	domain->directory = directory;
	domain->spec = spec;
	domain->id = text_copy(json_get_text(spec, "id"));
	if (!domain->id)
		domain->id = text_copy(directory_name);
	domain->name = file_try_read(name_file, NULL);
	if (!domain->name)
		domain->name = text_copy(json_get_text(spec, "name"));
	domain->state = read_object(directory, "state.json");
	if (!domain->state)
		domain->state = json_object_new_object();
	look_at_status(domain);
	free(name_file);
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

static bool is_domain_directory(const char *name)
{
	return strlen(name) == SHORT_ID && strspn(name, "0123456789abcdef") == SHORT_ID;
}

static void directories(struct texts *names)
{
	DIR *directory = opendir(domains_directory());
	struct dirent *entry;

	if (!directory)
		fail_errno("cannot read %s", domains_directory());
	while ((entry = readdir(directory)))
		if (is_domain_directory(entry->d_name))
			texts_add(names, entry->d_name);
	closedir(directory);
}

static char *find_by_id(const char *prefix)
{
	struct texts names = { 0 };
	size_t length = strlen(prefix) < SHORT_ID ? strlen(prefix) : SHORT_ID;
	char *found = NULL;

	directories(&names);
	for (size_t i = 0; i < names.count && length; i++) {
		if (strncmp(names.texts[i], prefix, length) != 0)
			continue;
		if (found)
			fail(STATUS_NOT_FOUND, "more than one domain's id begins with %s", prefix);
		found = text_copy(names.texts[i]);
	}
	texts_free(&names);
	return found;
}

struct domain *domain_find(const char *name)
{
	char *directory_name = name_lookup(name);
	bool by_id = !directory_name;
	struct domain *domain = NULL;

	if (by_id)
		directory_name = find_by_id(name);
	if (directory_name)
		domain = domain_open(directory_name);
	if (!domain || (by_id && !text_begins(domain->id, name)))
		fail(STATUS_NOT_FOUND, "no domain %s; roast ps -a lists them", name);
	free(directory_name);
	return domain;
}

static int newest_first(const void *one, const void *other)
{
	const struct domain *a = *(struct domain *const *)one;
	const struct domain *b = *(struct domain *const *)other;
	const char *a_created = json_get_text(a->state, "created");
	const char *b_created = json_get_text(b->state, "created");

	return strcmp(b_created ? b_created : "", a_created ? a_created : "");
}

struct domain **domain_list(void)
{
	struct texts names = { 0 };
	struct domain **list;
	size_t count = 0;

	directories(&names);
	list = allocate(names.count + 1, sizeof(struct domain *));
	for (size_t i = 0; i < names.count; i++) {
		list[count] = domain_open(names.texts[i]);
		if (list[count])
			count++;
	}
	qsort(list, count, sizeof(struct domain *), newest_first);
	texts_free(&names);
	return list;
}
