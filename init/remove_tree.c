// SPDX-License-Identifier: GPL-2.0
/* Removing all files of one file system, the innermost first. */
#include "remove_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void empty(int directory, dev_t device);

static void remove_directory(int parent, const char *name, dev_t device)
{
	struct stat status;
	int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (directory < 0)
		return;
	if (fstat(directory, &status) == 0 && status.st_dev == device)
		empty(directory, device);
	else
		close(directory);
	unlinkat(parent, name, AT_REMOVEDIR);
}

static bool is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Closes the directory. */
static void empty(int directory, dev_t device)
{
	DIR *entries = fdopendir(directory);
	struct dirent *entry;

	if (!entries) {
		close(directory);
		return;
	}
	while ((entry = readdir(entries)))
		if (!is_dot(entry->d_name) && unlinkat(directory, entry->d_name, 0) < 0 &&
		    errno == EISDIR)
			remove_directory(directory, entry->d_name, device);
	closedir(entries);
}

void remove_tree(int directory)
{
	struct stat status;
	int opened = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (opened < 0)
		return;
	if (fstat(opened, &status) == 0)
		empty(opened, status.st_dev);
	else
		close(opened);
}
