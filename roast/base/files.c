// SPDX-License-Identifier: GPL-2.0
/* Files of the machine roast runs on. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/fs.h>

#include "report.h"
#include "text.h"

static char *read_all(int file, size_t *size)
{
	size_t used = 0, room = 65536;
	char *data = allocate(room, 1);
	ssize_t count;

	while ((count = read(file, data + used, room - used - 1)) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			free(data);
			return NULL;
		}
		used += (size_t)count;
		if (room - used < 2)
			data = reallocate(data, room *= 2, 1);
	}
	data[used] = '\0';
	if (size)
		*size = used;
	return data;
}

char *file_try_read(const char *path, size_t *size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char *data;
	int error;

	if (file < 0)
		return NULL;
	data = read_all(file, size);
	error = errno;
	close(file);
	errno = error;
	return data;
}

char *file_read(const char *path, size_t *size)
{
	char *data = file_try_read(path, size);

	if (!data)
		fail_errno("cannot read %s", path);
	return data;
}

static int write_all(int file, const char *data, size_t size)
{
	ssize_t count;

	while (size) {
		count = write(file, data, size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		data += count;
		size -= (size_t)count;
	}
	return 0;
}

/* Of the name, too: or a crash could bring the old file back after somebody was told. */
static int sync_parent(const char *path)
{
	char *parent = text_copy(path);
	char *slash = strrchr(parent, '/');
	int directory, result;

	if (slash)
		slash[slash == parent] = '\0';
	directory = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(parent);
	if (directory < 0)
		return -1;
	result = fsync(directory);
	close(directory);
	return result;
}

static int write_new(int file, const char *name, const char *path, const void *data, size_t size,
		     mode_t mode)
{
	int result = write_all(file, data, size);

	if (!result)
		result = fchmod(file, mode);
	if (!result)
		result = fsync(file);
	if (close(file))
		result = -1;
	if (!result)
		result = rename(name, path);
	return result;
}

int file_try_write(const char *path, const void *data, size_t size, mode_t mode)
{
	char *name = text_format("%s.XXXXXX", path);
	int file = mkostemp(name, O_CLOEXEC);
	int result = -1, error;

	if (file >= 0)
		result = write_new(file, name, path, data, size, mode);
	error = errno;
	if (result && file >= 0)
		unlink(name);
	if (!result)
		result = sync_parent(path);
	free(name);
	if (result && error)
		errno = error;
	return result;
}

void file_write(const char *path, const void *data, size_t size, mode_t mode)
{
	if (file_try_write(path, data, size, mode))
		fail_errno("cannot write %s", path);
}

bool file_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

bool file_is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_is_regular(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static int copy_content(int from, int to)
{
	static char buffer[1 << 17];
	ssize_t count;

	if (ioctl(to, FICLONE, from) == 0)
		return 0;
	while ((count = read(from, buffer, sizeof(buffer))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 || write_all(to, buffer, (size_t)count))
			return -1;
	}
	return 0;
}

mode_t file_mode(mode_t wanted)
{
	mode_t mask = umask(0);

	umask(mask);
	return wanted & ~mask;
}

mode_t file_mode_like(mode_t wanted, const char *path)
{
	struct stat status;

	if (stat(path, &status) || !(status.st_mode & S_IROTH))
		wanted &= ~(mode_t)077;
	return file_mode(wanted);
}

void file_copy(const char *from, const char *to, mode_t mode)
{
	int source = open(from, O_RDONLY | O_CLOEXEC);
	int target;

	if (source < 0)
		fail_errno("cannot read %s", from);
	temporary_file(to);
	target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (target < 0 || copy_content(source, target) ||
	    fchmod(target, file_mode_like(mode, from)) || close(target))
		fail_errno("cannot copy %s to %s", from, to);
	temporary_keep(to);
	close(source);
}

void directory_make(const char *path, mode_t mode)
{
	char *copy = text_copy(path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			fail_errno("cannot make the directory %s", copy);
		*slash = '/';
	}
	free(copy);
	if (mkdir(path, mode) && errno != EEXIST)
		fail_errno("cannot make the directory %s", path);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)place;
	if (kind == FTW_DP || kind == FTW_D || kind == FTW_DNR)
		return rmdir(path) && errno != ENOENT;
	return unlink(path) && errno != ENOENT;
}

/* A directory without permissions cannot be emptied by its own user. */
static int open_up(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)place;
	if ((kind == FTW_D || kind == FTW_DNR) && (status->st_mode & 0700) != 0700)
		chmod(path, 0700);
	return 0;
}

void directory_remove(const char *path)
{
	nftw(path, open_up, 16, FTW_PHYS);
	nftw(path, remove_one, 16, FTW_PHYS | FTW_DEPTH);
}
