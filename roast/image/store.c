// SPDX-License-Identifier: GPL-2.0
/*
 * The store: images under names that a person gave them.
 *
 *   images/DIGEST/        an image
 *   images/names/NAME:TAG its digest; "/" in a name is "%" there
 *
 * It is $ROAST_STATE/images; else /var/lib/roast/images for whoever may write there, else one's
 * own, below $XDG_DATA_HOME. One's own goes before; of the other only what root or oneself has put
 * there counts, so that nobody runs what another user has given a well-known name.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define SYSTEM_STORE "/var/lib/roast/images"
#define DIGEST_LEAST 4 /* digits of a digest that name an image */

static const char *absolute_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value == '/' ? value : NULL;
}

static char *choose_store(void)
{
	const char *state = absolute_variable("ROAST_STATE");
	const char *data = absolute_variable("XDG_DATA_HOME");
	const char *home = absolute_variable("HOME");

	if (state)
		return text_format("%s/images", state);
	if (!data && (geteuid() == 0 || !home || access(SYSTEM_STORE, W_OK) == 0))
		return text_copy(SYSTEM_STORE);
	return data ? text_format("%s/roast/images", data)
		    : text_format("%s/.local/share/roast/images", home);
}

/* Where this user's images go. */
static const char *store_directory(void)
{
	static char *directory;

	if (!directory)
		directory = choose_store();
	return directory;
}

/* Every store that is looked into, the first first. */
static void stores(struct texts *list)
{
	texts_add(list, store_directory());
	if (!absolute_variable("ROAST_STATE") && !texts_have(list, SYSTEM_STORE))
		texts_add(list, SYSTEM_STORE);
}

static bool is_trusted(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && (status.st_uid == 0 || status.st_uid == geteuid());
}

/* ---- names */

static bool good_characters(const char *text, size_t length, const char *besides)
{
	for (size_t i = 0; i < length; i++)
		if (!((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
		      (text[i] >= '0' && text[i] <= '9') || strchr(besides, text[i])))
			return false;
	return length > 0;
}

/* Pieces between slashes begin with a letter or digit, so none is "." or hidden. */
static bool good_name(const char *name, size_t length)
{
	if (!good_characters(name, length, "._-/:"))
		return false;
	for (size_t i = 0; i < length; i++)
		if ((i == 0 || name[i - 1] == '/') && strchr("._-/:", name[i]))
			return false;
	return length < 200 && name[length - 1] != '/';
}

/* Where the tag of a name is, behind the last colon that no slash follows; or null. */
static const char *tag_of(const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *colon = strrchr(name, ':');

	return colon && (!slash || colon > slash) ? colon + 1 : NULL;
}

bool store_name_is_valid(const char *name)
{
	const char *tag = tag_of(name);
	size_t length = tag ? (size_t)(tag - 1 - name) : strlen(name);

	if (tag && (!good_characters(tag, strlen(tag), "._-") || strlen(tag) > 128))
		return false;
	return good_name(name, length);
}

char *store_name(const char *name)
{
	if (!store_name_is_valid(name))
		fail(STATUS_USAGE,
		     "%s is no name of an image: letters, digits and . _ - /, then perhaps :TAG",
		     name);
	return tag_of(name) ? text_copy(name) : text_format("%s:latest", name);
}

static char *name_path(const char *store, const char *name)
{
	char *path = text_format("%s/names/%s", store, name);

	for (char *c = path + strlen(store) + strlen("/names/"); *c; c++)
		if (*c == '/')
			*c = '%';
	return path;
}

static char *digest_at(const char *path)
{
	char *text = is_trusted(path) ? file_try_read(path, NULL) : NULL;

	if (text)
		text[strcspn(text, "\n")] = '\0';
	if (text && (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)) {
		free(text);
		return NULL;
	}
	return text;
}

/* ---- finding */

static struct bundle *open_trusted(const char *store, const char *digest)
{
	char *path = text_format("%s/%s", store, digest);
	struct bundle *bundle = is_trusted(path) ? bundle_open(path) : NULL;

	free(path);
	return bundle;
}

static struct bundle *find_name(const char *store, const char *name)
{
	char *path = name_path(store, name);
	char *digest = digest_at(path);
	struct bundle *bundle = digest ? open_trusted(store, digest) : NULL;

	free(digest);
	free(path);
	return bundle;
}

/* The one digest in a store with this beginning; null if there is none. */
static char *full_digest(const char *store, const char *beginning)
{
	DIR *directory = opendir(store);
	struct dirent *entry;
	char *digest = NULL;

	while (directory && (entry = readdir(directory))) {
		if (strlen(entry->d_name) != 64 || !text_begins(entry->d_name, beginning))
			continue;
		if (digest)
			fail(STATUS_USAGE, "several images begin with %s: give more digits",
			     beginning);
		digest = text_copy(entry->d_name);
	}
	if (directory)
		closedir(directory);
	return digest;
}

/* The digits, if name may be the beginning of a digest; or null. */
static const char *digits_of(const char *name)
{
	const char *digits = text_begins(name, "sha256:") ? name + strlen("sha256:") : name;
	size_t length = strlen(digits);

	if (length < DIGEST_LEAST || length > 64 || strspn(digits, "0123456789abcdef") != length)
		return NULL;
	return digits;
}

static struct bundle *find_digest(const char *store, const char *digits)
{
	char *digest = full_digest(store, digits);
	struct bundle *bundle = digest ? open_trusted(store, digest) : NULL;

	free(digest);
	return bundle;
}

struct bundle *bundle_find(const char *name)
{
	struct texts list = { 0 };
	const char *digits = digits_of(name);
	struct bundle *bundle = NULL;
	char *full;

	if (!store_name_is_valid(name))
		return NULL;
	stores(&list);
	full = store_name(name);
	for (size_t i = 0; i < list.count && !bundle; i++)
		bundle = find_name(list.texts[i], full);
	if (bundle)
		bundle->label = text_copy(full);
	for (size_t i = 0; digits && i < list.count && !bundle; i++)
		bundle = find_digest(list.texts[i], digits);
	texts_free(&list);
	free(full);
	return bundle;
}

/* ---- changing */

static void copy_into(const struct bundle *bundle, const char *store)
{
	struct workplace place = workplace_new(store);
	char *kernel = text_format("%s/kernel", place.directory);
	char *archive = text_format("%s/archive", place.directory);
	char *manifest = text_format("%s/roast.json", bundle->directory);
	char *text = file_read(manifest, NULL);

	if (link(bundle->kernel, kernel))
		file_copy(bundle->kernel, kernel, 0644);
	if (link(bundle->archive, archive))
		file_copy(bundle->archive, archive, 0644);
	bundle_free(workplace_finish(&place, text));
	free(text);
	free(manifest);
	free(archive);
	free(kernel);
}

static bool digest_has_name(const char *digest)
{
	struct stored *list = store_list();
	bool found = false;

	for (struct stored *stored = list; stored->name; stored++)
		found |= strcmp(stored->digest, digest) == 0;
	store_free(list);
	return found;
}

/* One that a domain boots from goes with the next prune. */
static uint64_t drop_nameless(const char *store, const char *digest)
{
	return digest_has_name(digest) ? 0 : remove_unused(store, digest);
}

/* The file that is written first has a dot, which no name has. */
static void write_name(const char *names, const char *path, const char *digest)
{
	char *file = text_format("%s/.new-%d", names, (int)getpid());
	char *line = text_format("%s\n", digest);

	file_write(file, line, strlen(line), 0644);
	if (rename(file, path))
		fail_errno("cannot write %s", path);
	free(line);
	free(file);
}

void bundle_store(const struct bundle *bundle, const char *name)
{
	const char *store = store_directory();
	char *full = store_name(name);
	char *names = text_format("%s/names", store);
	char *path = name_path(store, full);
	struct bundle *there;
	char *before;

	directory_make(names, 0755);
	before = digest_at(path);
	there = open_trusted(store, bundle->digest);
	if (!there)
		copy_into(bundle, store);
	bundle_free(there);
	write_name(names, path, bundle->digest);
	if (before)
		drop_nameless(store, before);
	free(before);
	free(path);
	free(names);
	free(full);
}

static bool remove_name(const char *store, const char *name)
{
	char *path = name_path(store, name);
	char *digest = digest_at(path);
	bool there = digest != NULL;

	if (there && unlink(path))
		fail_errno("cannot take the name %s away", name);
	if (there)
		drop_nameless(store, digest);
	free(digest);
	free(path);
	return there;
}

/* All names of the image whose digest begins so. */
static bool remove_digest(const char *store, const char *digits)
{
	char *digest = full_digest(store, digits);
	struct stored *list = store_list();

	for (struct stored *stored = list; digest && stored->name; stored++) {
		char *name = text_format("%s:%s", stored->name, stored->tag);

		if (strcmp(stored->digest, digest) == 0)
			remove_name(store, name);
		free(name);
	}
	store_free(list);
	free(digest);
	return digest != NULL;
}

void store_remove(const char *name)
{
	char *full = store_name(name);
	const char *digits = digits_of(name);
	struct texts list = { 0 };
	bool found = false;

	stores(&list);
	for (size_t i = 0; i < list.count && !found; i++)
		found = remove_name(list.texts[i], full);
	for (size_t i = 0; digits && i < list.count && !found; i++)
		found = remove_digest(list.texts[i], digits);
	if (!found)
		fail(STATUS_NOT_FOUND, "no image %s; roast images lists them", name);
	texts_free(&list);
	free(full);
}

uint64_t store_prune(void)
{
	const char *store = store_directory();
	uint64_t bytes = file_is_directory(store) ? workplaces_clean(store) : 0;
	DIR *directory = opendir(store);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (strlen(entry->d_name) == 64)
			bytes += drop_nameless(store, entry->d_name);
	if (directory)
		closedir(directory);
	return bytes;
}

/* ---- listing */

static bool take_stored(const char *store, const char *file, struct stored *stored)
{
	char *path = text_format("%s/names/%s", store, file);
	char *digest = digest_at(path);
	char *name = text_copy(file);
	const char *tag;
	struct stat status;

	for (char *c = name; *c; c++)
		if (*c == '%')
			*c = '/';
	tag = tag_of(name);
	if (!digest || !tag || stat(path, &status)) {
		free(digest);
		free(name);
		free(path);
		return false;
	}
	stored->name = text_format("%.*s", (int)(tag - 1 - name), name);
	stored->tag = text_copy(tag);
	stored->digest = digest;
	stored->directory = text_format("%s/%s", store, digest);
	stored->time = status.st_mtim.tv_sec;
	stored->size = directory_bytes(stored->directory);
	free(name);
	free(path);
	return true;
}

static int by_name(const void *one, const void *other)
{
	const struct stored *first = one, *second = other;
	int order = strcmp(first->name, second->name);

	return order ? order : strcmp(first->tag, second->tag);
}

struct stored *store_list(void)
{
	struct stored *list = allocate(1, sizeof(*list));
	struct texts places = { 0 };
	struct dirent *entry;
	size_t count = 0;

	stores(&places);
	for (size_t i = 0; i < places.count; i++) {
		char *names = text_format("%s/names", places.texts[i]);
		DIR *directory = opendir(names);

		while (directory && (entry = readdir(directory)))
			if (entry->d_name[0] != '.' &&
			    take_stored(places.texts[i], entry->d_name, &list[count]))
				list = reallocate(list, ++count + 1, sizeof(*list));
		if (directory)
			closedir(directory);
		free(names);
	}
	qsort(list, count, sizeof(*list), by_name);
	list[count] = (struct stored){ 0 };
	texts_free(&places);
	return list;
}

void store_free(struct stored *list)
{
	for (struct stored *stored = list; stored->name; stored++) {
		free(stored->name);
		free(stored->tag);
		free(stored->digest);
		free(stored->directory);
	}
	free(list);
}
