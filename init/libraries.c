// SPDX-License-Identifier: GPL-2.0
/* The shared libraries a program needs, and which of them is missing (ld.so(8)). */
#include <elf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diagnose.h"
#include "elf_file.h"
#include "files.h"

#define LIBRARIES_MAX 256
#define CACHE_SIZE_MAX (1 << 20)

/* Where glibc and musl, as Debian builds them, look without being told. */
static const char default_path[] =
	"/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-musl:"
	"/usr/lib/x86_64-linux-musl:/lib64:/usr/lib64:/lib:/usr/lib:/usr/local/lib";

struct walk {
	char *seen[LIBRARIES_MAX]; /* names; all of them found */
	int count;
	const char *library_path;
	char *cache; /* what /etc/ld.so.cache holds, or null */
	size_t cache_size;
};

/* Replaces $ORIGIN at the start of a folder by the folder of the file that names it. */
static void expand_folder(const char *folder, int length, const char *needing, char *out,
			  size_t size)
{
	const char *slash = strrchr(needing, '/');
	int skip = length >= 7 && strncmp(folder, "$ORIGIN", 7) == 0	 ? 7
		   : length >= 9 && strncmp(folder, "${ORIGIN}", 9) == 0 ? 9
									 : 0;

	snprintf(out, size, "%.*s%.*s", skip && slash ? (int)(slash - needing) : 0, needing,
		 length - skip, folder + skip);
}

static bool in_folders(const char *folders, const char *name, const char *needing, char *path,
		       size_t size)
{
	while (folders && *folders) {
		int length = (int)strcspn(folders, ":");
		char folder[PATH_MAX];

		expand_folder(folders, length, needing, folder, sizeof(folder));
		if (snprintf(path, size, "%s/%s", folder, name) < (int)size &&
		    access(path, F_OK) == 0)
			return true;
		folders += length + (folders[length] == ':');
	}
	return false;
}

/* The cache holds full paths, each ending with a zero; which entry they belong to is not asked. */
static bool in_cache(const struct walk *walk, const char *name, char *path, size_t size)
{
	size_t length = strlen(name) + 1;
	char *rest = walk->cache;

	while (rest) {
		size_t left = walk->cache_size - (size_t)(rest - walk->cache);
		char *hit = memmem(rest, left, name, length);
		char *start = hit;

		if (!hit)
			return false;
		while (start > walk->cache && start[-1])
			start--;
		if (*start == '/' && hit[-1] == '/' && access(start, F_OK) == 0)
			return snprintf(path, size, "%s", start) < (int)size;
		rest = hit + 1;
	}
	return false;
}

static bool find_library(const struct walk *walk, const char *name, const char *needing,
			 const struct elf_file *file, char *path, size_t size)
{
	if (strchr(name, '/'))
		return snprintf(path, size, "%s", name) < (int)size && access(path, F_OK) == 0;
	return in_folders(elf_dynamic_text(file, DT_RPATH, 0), name, needing, path, size) ||
	       in_folders(walk->library_path, name, needing, path, size) ||
	       in_folders(elf_dynamic_text(file, DT_RUNPATH, 0), name, needing, path, size) ||
	       in_folders(default_path, name, needing, path, size) ||
	       in_cache(walk, name, path, size);
}

static bool seen_before(const struct walk *walk, const char *name)
{
	for (int i = 0; i < walk->count; i++)
		if (strcmp(walk->seen[i], name) == 0)
			return true;
	return false;
}

/* True if something is missing; its name is in library. */
static bool walk_file(struct walk *walk, const char *path, char *library, size_t size)
{
	struct elf_file file;
	const char *name;
	bool missing = false;

	if (!elf_open(path, &file))
		return false;
	for (int i = 0; !missing && elf_is_native(&file) && walk->count < LIBRARIES_MAX &&
			(name = elf_dynamic_text(&file, DT_NEEDED, i));
	     i++) {
		char found[PATH_MAX];

		if (seen_before(walk, name))
			continue;
		walk->seen[walk->count] = strdup(name);
		if (!walk->seen[walk->count++])
			break;
		if (find_library(walk, name, path, &file, found, sizeof(found)))
			missing = walk_file(walk, found, library, size);
		else
			missing = snprintf(library, size, "%s", name) > 0;
	}
	elf_close(&file);
	return missing;
}

static bool is_dynamic(const char *path)
{
	struct elf_file file;
	const char *interpreter;
	bool dynamic;

	if (!elf_open(path, &file))
		return false;
	interpreter = elf_is_native(&file) ? elf_interpreter(&file) : NULL;
	dynamic = interpreter && access(interpreter, F_OK) == 0;
	elf_close(&file);
	return dynamic;
}

bool diagnose_libraries(const char *path, const char *library_path, char *library, size_t size)
{
	struct walk walk = { .library_path = library_path };
	bool missing;

	if (!is_dynamic(path))
		return false;
	walk.cache = file_read("/etc/ld.so.cache", CACHE_SIZE_MAX, &walk.cache_size);
	missing = walk_file(&walk, path, library, size);
	while (walk.count)
		free(walk.seen[--walk.count]);
	free(walk.cache);
	return missing;
}
