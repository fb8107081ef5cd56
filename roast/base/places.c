// SPDX-License-Identifier: GPL-2.0
/* Where roast's own files are. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "files_at.h"
#include "report.h"
#include "text.h"

/* The directory two above the executable: PREFIX of PREFIX/bin/roast; or build. */
static char *executable_prefix(void)
{
	static char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		fail_errno("cannot read /proc/self/exe, where roast itself is");
	path[length] = '\0';
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(path, '/');

		if (slash)
			*slash = '\0';
	}
	return path;
}

/* What the build makes is in build/, under a folder of its own; the rest is in the project. */
static char *in_project(const char *prefix, const char *name)
{
	char *path;

	if (strcmp(name, "init") == 0)
		return text_format("%s/init/init", prefix);
	if (strcmp(name, "kernels") == 0)
		return text_format("%s/kernel", prefix);
	if (strcmp(name, "recipes") == 0)
		return text_format("%s/../roast/recipes", prefix);
	if (strcmp(name, "source") == 0)
		return text_format("%s/..", prefix);
	path = text_format("%s/../%s", prefix, name);
	return path;
}

/* As it is where no link or ".." is left, for what is told to other programs. */
static char *plain_path(char *path)
{
	char *plain = realpath(path, NULL);

	if (!plain)
		fail_errno("cannot find %s", path);
	free(path);
	return plain;
}

const char *installed_file(const char *name)
{
	static char *paths[16];
	static const char *names[16];
	const char *prefix;
	size_t i;

	for (i = 0; i < 15 && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return paths[i];
	prefix = executable_prefix();
	free(paths[i]);
	names[i] = name;
	paths[i] = text_format("%s/lib/rumproast/%s", prefix, name);
	if (file_exists(paths[i]))
		return paths[i];
	free(paths[i]);
	paths[i] = in_project(prefix, name);
	if (!file_exists(paths[i]))
		fail(STATUS_TOOL, "%s is missing: roast is not completely installed; make install",
		     paths[i]);
	paths[i] = plain_path(paths[i]);
	return paths[i];
}

const char *cache_directory(void)
{
	static char *directory;
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (directory)
		return directory;
	if (cache && *cache == '/')
		directory = text_format("%s/roast", cache);
	else if (geteuid() == 0 || !home || *home != '/')
		directory = text_format("/var/cache/roast");
	else
		directory = text_format("%s/.cache/roast", home);
	if (geteuid() == 0)
		place_check_cache(directory, "the cache");
	directory_make(directory, 0755);
	place_check_cache(directory, "the cache");
	return directory;
}
