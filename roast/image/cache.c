// SPDX-License-Identifier: GPL-2.0
/*
 * Directories of images, which appear whole or not at all.
 *
 * An image is put together in a directory whose name begins with a dot and becomes DIGEST by one
 * rename. Whoever works in one, or boots from one, holds its lock; what is not locked and has a
 * dot was left by somebody who is gone.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define NEW_PREFIX ".new-"

const char *cache_folder(const char *name)
{
	char *path = text_format("%s/%s", cache_directory(), name);

	directory_make(path, 0755);
	return path;
}

static int lock_directory(const char *path, int how)
{
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat held, there;

	if (directory < 0)
		return -1;
	if (flock(directory, how) == 0 && fstat(directory, &held) == 0 && stat(path, &there) == 0 &&
	    held.st_ino == there.st_ino)
		return directory;
	close(directory);
	return -1;
}

/* Against cleaning between the directory's making and its lock. */
static int lock_parent(const char *parent)
{
	int directory = lock_directory(parent, LOCK_EX);

	if (directory < 0)
		fail_errno("cannot lock %s", parent);
	return directory;
}

/* The one that is in use, should roast end in the middle; a signal leaves it to the next build. */
static char *unfinished;
static pid_t unfinished_owner;

static void remove_unfinished(void)
{
	if (unfinished && unfinished_owner == getpid())
		directory_remove(unfinished);
}

static void watch_unfinished(const char *directory)
{
	static bool watching;

	if (!watching)
		atexit(remove_unfinished);
	watching = true;
	unfinished = text_copy(directory);
	unfinished_owner = getpid();
}

struct workplace workplace_new(const char *parent)
{
	struct workplace place = { .parent = text_copy(parent) };
	int guard = lock_parent(parent);

	place.directory = text_format("%s/" NEW_PREFIX "XXXXXX", parent);
	if (!mkdtemp(place.directory))
		fail_errno("cannot make a directory in %s", parent);
	place.lock = lock_directory(place.directory, LOCK_EX);
	close(guard);
	if (place.lock < 0)
		fail_errno("cannot lock %s", place.directory);
	watch_unfinished(place.directory);
	workplaces_clean(parent);
	return place;
}

void workplace_drop(struct workplace *place)
{
	directory_remove(place->directory);
	close(place->lock);
	free(unfinished);
	unfinished = NULL;
	free(place->directory);
	free(place->parent);
	*place = (struct workplace){ .lock = -1 };
}

static void sync_file(const char *directory, const char *name)
{
	char *path = text_format("%s/%s", directory, name);
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || fsync(file) || close(file))
		fail_errno("cannot write %s", path);
	free(path);
}

struct bundle *workplace_finish(struct workplace *place, const char *manifest)
{
	char *path = text_format("%s/roast.json", place->directory);
	char *digest = text_digest(manifest, strlen(manifest));
	char *final = text_format("%s/%s", place->parent, digest);
	struct bundle *bundle = bundle_open(final);

	if (!bundle) {
		file_write(path, manifest, strlen(manifest), 0644);
		sync_file(place->directory, "kernel");
		sync_file(place->directory, "archive");
		if (chmod(place->directory, 0755) ||
		    (rename(place->directory, final) && errno != EEXIST && errno != ENOTEMPTY))
			fail_errno("cannot make %s", final);
		/* One's own lock is in one's own way, too. */
		flock(place->lock, LOCK_SH);
		bundle = bundle_open(final);
	}
	if (!bundle)
		fail(STATUS_FAILED, "%s cannot be read although it was just made", final);
	workplace_drop(place);
	free(path);
	free(digest);
	free(final);
	return bundle;
}

/* Every name in a folder but . and .., sorted. */
static struct texts names_in(const char *folder)
{
	struct texts names = { 0 };
	DIR *directory = opendir(folder);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			texts_add(&names, entry->d_name);
	if (directory)
		closedir(directory);
	texts_sort(&names);
	return names;
}

uint64_t directory_bytes(const char *directory)
{
	struct texts names = names_in(directory);
	uint64_t bytes = 0;
	struct stat status;

	for (size_t i = 0; i < names.count; i++) {
		char *path = text_format("%s/%s", directory, names.texts[i]);

		if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
			bytes += directory_bytes(path);
		else if (lstat(path, &status) == 0)
			bytes += (uint64_t)status.st_size;
		free(path);
	}
	texts_free(&names);
	return bytes;
}

uint64_t remove_unused(const char *parent, const char *name)
{
	char *path = text_format("%s/%s", parent, name);
	int lock = lock_directory(path, LOCK_EX | LOCK_NB);
	uint64_t bytes = 0;

	if (lock >= 0) {
		bytes = directory_bytes(path);
		directory_remove(path);
		close(lock);
	}
	free(path);
	return bytes;
}

uint64_t workplaces_clean(const char *parent)
{
	int guard = lock_parent(parent);
	struct texts names = names_in(parent);
	uint64_t bytes = 0;

	for (size_t i = 0; i < names.count; i++)
		if (text_begins(names.texts[i], NEW_PREFIX))
			bytes += remove_unused(parent, names.texts[i]);
	texts_free(&names);
	close(guard);
	return bytes;
}

static bool parts_are_whole(const struct bundle *bundle)
{
	struct stat kernel, archive;

	return stat(bundle->kernel, &kernel) == 0 && stat(bundle->archive, &archive) == 0 &&
	       kernel.st_size == json_get_number(bundle->manifest, "kernel.size", -1) &&
	       archive.st_size == json_get_number(bundle->manifest, "archive.size", -1);
}

/* Takes lock over. */
static struct bundle *bundle_in(const char *directory, int lock, const char *text, size_t size)
{
	struct bundle *bundle = allocate(1, sizeof(*bundle));

	bundle->directory = text_copy(directory);
	bundle->kernel = text_format("%s/kernel", directory);
	bundle->archive = text_format("%s/archive", directory);
	bundle->digest = text_digest(text, size);
	bundle->manifest = manifest_parse(text, directory);
	bundle->lock = lock;
	return bundle;
}

struct bundle *bundle_open(const char *directory)
{
	char *path = text_format("%s/roast.json", directory);
	int lock = lock_directory(directory, LOCK_SH);
	struct bundle *bundle = NULL;
	size_t size = 0;
	char *text = lock < 0 ? NULL : file_try_read(path, &size);

	if (text)
		bundle = bundle_in(directory, lock, text, size);
	else if (lock >= 0)
		close(lock);
	if (bundle && !parts_are_whole(bundle)) {
		bundle_free(bundle);
		directory_remove(directory);
		bundle = NULL;
	}
	/* When it was used last; somebody else's directory does not have to tell. */
	if (bundle && utimensat(AT_FDCWD, directory, NULL, 0))
		errno = 0;
	free(text);
	free(path);
	return bundle;
}

struct bundle *bundle_cached(const char *digest)
{
	char *path = text_format("%s/%s", cache_folder("bundles"), digest);
	struct bundle *bundle = bundle_open(path);

	free(path);
	return bundle;
}

void bundle_free(struct bundle *bundle)
{
	if (!bundle)
		return;
	if (bundle->lock >= 0)
		close(bundle->lock);
	json_object_put(bundle->manifest);
	free(bundle->directory);
	free(bundle->kernel);
	free(bundle->archive);
	free(bundle->digest);
	free(bundle->label);
	free(bundle);
}

static uint64_t prune_folder(const char *name)
{
	const char *folder = cache_folder(name);
	struct texts names = names_in(folder);
	uint64_t bytes = workplaces_clean(folder);

	for (size_t i = 0; i < names.count; i++)
		if (names.texts[i][0] != '.')
			bytes += remove_unused(folder, names.texts[i]);
	texts_free(&names);
	return bytes;
}

uint64_t bundle_prune(void)
{
	char *keys = text_format("%s/keys", cache_directory());
	/* Kernels that were built stay: they are few, and each took minutes. */
	uint64_t bytes = prune_folder("bundles") + prune_folder("stripped") +
			 directory_bytes(keys) + store_prune();

	directory_remove(keys);
	free(keys);
	return bytes;
}
