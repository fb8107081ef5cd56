// SPDX-License-Identifier: GPL-2.0
/* All domains, and the one that is meant: this user's, and to root everybody's. */
#include "private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files_at.h"
#include "../base/report.h"
#include "owner.h"

#define BAD_MOST 20  /* lines of what cannot be read, for each user */
#define MANY 100000u /* entries of one directory */

/* Domains of one owner in one directory. */
struct place {
	char *path;
	uid_t owner;
};

struct places {
	struct place *list;
	size_t count;
};

struct domains {
	struct domain **list;
	size_t count;
};

static void add_place(struct places *places, const char *path, uid_t owner)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].owner == owner && strcmp(places->list[i].path, path) == 0)
			return;
	places->list = reallocate(places->list, places->count + 1, sizeof(struct place));
	places->list[places->count++] = (struct place){ text_copy(path), owner };
}

static void free_places(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		free(places->list[i].path);
	free(places->list);
}

/* ---- one place, as its owner */

/* What looks like a domain's and belongs to this user, or is in a folder that nobody else has. */
static void entries_of(const char *path, struct texts *names)
{
	int opened = directory_open(path);
	DIR *directory = opened < 0 ? NULL : fdopendir(opened);
	struct dirent *entry;
	struct stat status;

	if (!directory)
		return;
	while (names->count < MANY && (entry = readdir(directory)))
		if (is_domain_directory(entry->d_name) &&
		    fstatat(opened, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    status.st_uid == geteuid())
			texts_add(names, entry->d_name);
	closedir(directory);
}

static struct json_object *row_of(struct domain *domain, const char *directory_name)
{
	struct json_object *row = json_object_new_object();

	json_put_text(row, "entry", directory_name);
	json_put_text(row, "id", domain->id);
	json_put_text(row, "name", domain->name);
	json_put_number(row, "status", domain->status);
	json_put(row, "spec", json_object_get(domain->spec));
	json_put(row, "state", json_object_get(domain->state));
	return row;
}

static void add_bad(struct json_object *bad, const char *entry, const char *why)
{
	char *line = text_format("%s: %s", entry, why);

	json_object_array_add(bad, json_object_new_string(line));
	free(line);
}

static struct json_object *read_place(void *argument)
{
	const struct place *place = argument;
	struct json_object *answer = json_object_new_object();
	struct json_object *rows = json_object_new_array(), *bad = json_object_new_array();
	struct texts names = { 0 };

	entries_of(place->path, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *why;
		struct domain *domain = domain_open(place->path, names.texts[i], &why);

		if (domain)
			json_object_array_add(rows, row_of(domain, names.texts[i]));
		else if (why)
			add_bad(bad, names.texts[i], why);
		free(why);
		domain_free(domain);
	}
	json_put(answer, "domains", rows);
	json_put(answer, "bad", bad);
	texts_free(&names);
	return answer;
}

/* ---- what it says */

static void tell_bad(const struct place *place, struct json_object *bad)
{
	size_t count = json_count(bad);

	for (size_t i = 0; i < count && i < BAD_MOST; i++)
		warn("%s/%s; remove it", place->path, json_text(json_item(bad, i)));
	if (count > BAD_MOST)
		warn("%s: %zu more cannot be used", place->path, count - BAD_MOST);
}

/* Again by the rules: another user's process has told it. */
static struct domain *take_row(const struct place *place, struct json_object *row)
{
	const char *entry = json_get_text(row, "entry"), *id = json_get_text(row, "id");
	const char *name = json_get_text(row, "name");
	struct json_object *spec = json_get(row, "spec"), *state = json_get(row, "state");
	struct domain *domain;

	if (!entry || !is_domain_directory(entry) || !id || !text_begins(id, entry) || !name ||
	    !name_is_good(name) || !json_object_is_type(spec, json_type_object) ||
	    !json_object_is_type(state, json_type_object))
		return NULL;
	domain = allocate(1, sizeof(*domain));
	*domain = (struct domain){
		.id = text_copy(id),
		.name = text_copy(name),
		.directory = text_format("%s/%s", place->path, entry),
		.spec = json_object_get(spec),
		.state = json_object_get(state),
		.status = (enum domain_state)json_get_between(row, "status", DOMAIN_CREATED,
							      DOMAIN_DEAD, DOMAIN_DEAD),
		.owner = place->owner,
	};
	return domain;
}

static void add_domains(struct domains *domains, const struct place *place, bool tell)
{
	char *why;
	struct json_object *answer =
		owner_ask(place->owner, read_place, (void *)(uintptr_t)place, &why);
	struct json_object *rows = json_get(answer, "domains");

	if (!answer && tell)
		warn("the domains of user %u are left out: %s", place->owner, why);
	if (tell)
		tell_bad(place, json_get(answer, "bad"));
	domains->list = reallocate(domains->list, domains->count + json_count(rows) + 1,
				   sizeof(struct domain *));
	for (size_t i = 0; i < json_count(rows); i++) {
		struct domain *domain = take_row(place, json_item(rows, i));

		if (domain)
			domains->list[domains->count++] = domain;
	}
	json_object_put(answer);
	free(why);
}

/* ---- all places */

/* Root sees what other users have in a place where everybody may have something. */
static void add_owners(struct places *places, const char *path)
{
	int opened = directory_open(path);
	DIR *directory = opened < 0 ? NULL : fdopendir(opened);
	struct dirent *entry;
	struct stat status;

	add_place(places, path, geteuid());
	if (!directory)
		return;
	for (size_t seen = 0; geteuid() == 0 && seen < MANY && (entry = readdir(directory)); seen++)
		if (is_domain_directory(entry->d_name) &&
		    fstatat(opened, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
			add_place(places, path, status.st_uid);
	closedir(directory);
}

static void add_user(struct places *places, int users, const char *path, const char *name,
		     bool tell)
{
	struct stat status;
	long number;
	char *place;

	if (!text_number(name, 0, UINT32_MAX - 1L, &number) || (uid_t)number == geteuid())
		return;
	if (fstatat(users, name, &status, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(status.st_mode) ||
	    status.st_uid != (uid_t)number) {
		if (tell)
			warn("%s/%ld is no directory of user %ld", path, number, number);
		return;
	}
	place = text_format("%s/%ld/domains", path, number);
	add_place(places, place, status.st_uid);
	free(place);
}

static void add_users(struct places *places, bool tell)
{
	char *path = users_directory();
	int users = directory_open(path);
	DIR *directory = users < 0 ? NULL : fdopendir(users);
	struct dirent *entry;

	if (directory)
		place_check(path, path);
	while (directory && (entry = readdir(directory)))
		if (*entry->d_name != '.')
			add_user(places, users, path, entry->d_name, tell);
	if (directory)
		closedir(directory);
	free(path);
}

static void own_places(struct texts *paths)
{
	const char *older = older_directory();

	texts_add(paths, domains_directory());
	if (older && !texts_have(paths, older))
		texts_add(paths, older);
}

static struct domains read_all(void)
{
	static bool told;
	struct domains domains = { 0 };
	struct places places = { 0 };
	struct texts own = { 0 };

	own_places(&own);
	for (size_t i = 0; i < own.count; i++)
		add_owners(&places, own.texts[i]);
	if (geteuid() == 0)
		add_users(&places, !told);
	for (size_t i = 0; i < places.count; i++)
		add_domains(&domains, &places.list[i], !told);
	told = true;
	texts_free(&own);
	free_places(&places);
	return domains;
}

/* ---- lists */

static int newest_first(const void *one, const void *other)
{
	const struct domain *a = *(struct domain *const *)one;
	const struct domain *b = *(struct domain *const *)other;
	const char *a_created = json_get_text(a->state, "created");
	const char *b_created = json_get_text(b->state, "created");

	return strcmp(b_created ? b_created : "", a_created ? a_created : "");
}

static bool is_ambiguous(const struct domains *domains, size_t which)
{
	for (size_t i = 0; i < domains->count; i++)
		if (i != which && text_equal(domains->list[i]->name, domains->list[which]->name))
			return true;
	return false;
}

static char *full_name(const struct domain *domain)
{
	char *owner = owner_name(domain->owner);
	char *name = text_format("%s/%s", owner, domain->name);

	free(owner);
	return name;
}

struct domain **domain_list(void)
{
	struct domains domains = read_all();
	char **names = allocate(domains.count + 1, sizeof(char *));

	for (size_t i = 0; i < domains.count; i++)
		if (domains.list[i]->owner != geteuid() && is_ambiguous(&domains, i))
			names[i] = full_name(domains.list[i]);
	for (size_t i = 0; i < domains.count; i++) {
		if (!names[i])
			continue;
		free(domains.list[i]->name);
		domains.list[i]->name = names[i];
	}
	qsort(domains.list, domains.count, sizeof(struct domain *), newest_first);
	domains.list[domains.count] = NULL;
	free(names);
	return domains.list;
}

/* ---- the one that is meant */

static void __attribute__((noreturn)) not_there(const char *name)
{
	fail(STATUS_NOT_FOUND, "no domain %s; roast ps -a lists them", name);
}

static struct domain *open_own(const char *place, const char *directory_name)
{
	char *why;
	struct domain *domain = domain_open(place, directory_name, &why);

	if (!domain && why)
		fail(STATUS_FORMAT, "%s/%s: %s; remove it", place, directory_name, why);
	return domain;
}

static struct domain *by_name(const struct texts *places, const char *name)
{
	struct domain *domain = NULL;

	for (size_t i = 0; i < places->count && !domain; i++) {
		char *found = name_lookup(places->texts[i], name);

		if (found)
			domain = open_own(places->texts[i], found);
		free(found);
	}
	return domain;
}

static struct domain *by_id(const struct texts *places, const char *prefix)
{
	size_t length = strnlen(prefix, SHORT_ID);
	struct domain *found = NULL;

	for (size_t i = 0; i < places->count; i++) {
		struct texts names = { 0 };

		entries_of(places->texts[i], &names);
		for (size_t j = 0; j < names.count && length; j++) {
			if (strncmp(names.texts[j], prefix, length) != 0)
				continue;
			if (found)
				fail(STATUS_NOT_FOUND, "more than one domain's id begins with %s",
				     prefix);
			found = open_own(places->texts[i], names.texts[j]);
		}
		texts_free(&names);
	}
	return found && text_begins(found->id, prefix) ? found : NULL;
}

static bool is_meant(const struct domain *domain, const char *name)
{
	char *full = full_name(domain);
	bool meant = text_equal(full, name) || text_equal(domain->name, name) ||
		     text_begins(domain->id, name);

	free(full);
	return meant;
}

static void free_all(struct domains *domains)
{
	for (size_t i = 0; i < domains->count; i++)
		domain_free(domains->list[i]);
	free(domains->list);
}

/* One of another user's, of whom nobody else has the name; the caller's. */
static struct domain *find_anothers(const char *name)
{
	struct domains domains = { 0 };
	struct domain *found = NULL;

	if (geteuid() == 0)
		domains = read_all();
	for (size_t i = 0; *name && i < domains.count; i++) {
		if (domains.list[i]->owner == geteuid() || !is_meant(domains.list[i], name))
			continue;
		if (found)
			fail(STATUS_NOT_FOUND,
			     "%s is the name of more than one user's domain; say USER/%s", name,
			     name);
		found = domains.list[i];
		domains.list[i] = NULL;
	}
	free_all(&domains);
	if (!found)
		not_there(name);
	return found;
}

/* Goes on as its owner, and comes back with null when all is done. */
static struct domain *enter(struct domain *found, const char *name)
{
	const char *id = strrchr(found->directory, '/') + 1;
	char *place = text_format("%.*s", (int)(id - 1 - found->directory), found->directory);
	struct domain *domain = NULL;

	if (owner_enter(found->owner, place, id)) {
		domain = open_own(place, id);
		if (!domain)
			not_there(name);
	}
	free(place);
	domain_free(found);
	return domain;
}

static struct domain *find_own(const char *name)
{
	struct texts places = { 0 };
	struct domain *domain;

	own_places(&places);
	domain = by_name(&places, name);
	if (!domain)
		domain = by_id(&places, name);
	texts_free(&places);
	return domain;
}

struct domain *domain_look(const char *name)
{
	struct domain *domain = find_own(name);

	return domain ? domain : find_anothers(name);
}

struct domain *domain_take(const char *name)
{
	struct domain *domain = find_own(name);

	return domain ? domain : enter(find_anothers(name), name);
}

void domain_leave(struct domain *domain, int status)
{
	domain_free(domain);
	owner_leave(status);
}

int domain_console(const struct domain *domain)
{
	return domain_file_open(domain->directory, "console", O_RDONLY);
}

bool domain_is_anothers(void)
{
	return owner_place();
}
