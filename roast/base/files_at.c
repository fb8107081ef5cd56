// SPDX-License-Identifier: GPL-2.0
/* Files below an open directory. */
#include "files_at.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

int directory_open(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

static int refuse(int file, int error)
{
	close(file);
	errno = error;
	return -1;
}

int file_at_open(int directory, const char *name, int flags, mode_t mode)
{
	const int always = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	int file = openat(directory, name, (flags & ~O_TRUNC) | always, mode);
	struct stat status;

	/* A FIFO without a reader, a socket, a link: no regular files. */
	if (file < 0 && (errno == ENXIO || errno == ELOOP || errno == EISDIR))
		errno = EINVAL;
	if (file < 0)
		return -1;
	if (fstat(file, &status))
		return refuse(file, errno);
	if (!S_ISREG(status.st_mode) || status.st_nlink > 1 ||
	    (status.st_uid != geteuid() && status.st_uid != 0))
		return refuse(file, EINVAL);
	if ((flags & O_TRUNC) && ftruncate(file, 0))
		return refuse(file, errno);
	return file;
}

static ssize_t read_some(int file, char *data, size_t size)
{
	ssize_t count;

	do
		count = read(file, data, size);
	while (count < 0 && errno == EINTR);
	return count;
}

/* One byte more than its size is asked for, to notice that it grows. */
static char *read_all(int file, size_t most, size_t *size)
{
	struct stat status;
	size_t used = 0, room;
	ssize_t count = 1;
	char *data;

	if (fstat(file, &status))
		return NULL;
	if ((uint64_t)status.st_size > most) {
		errno = EFBIG;
		return NULL;
	}
	room = (size_t)status.st_size + 1;
	data = allocate(room + 1, 1);
	while (used < room && (count = read_some(file, data + used, room - used)) > 0)
		used += (size_t)count;
	if (count < 0) {
		free(data);
		return NULL;
	}
	data[used] = '\0';
	if (size)
		*size = used;
	return data;
}

char *file_at_read(int directory, const char *name, size_t most, size_t *size)
{
	int file = file_at_open(directory, name, O_RDONLY, 0);
	char *data;
	int error;

	if (file < 0)
		return NULL;
	data = read_all(file, most, size);
	error = errno;
	close(file);
	errno = error;
	return data;
}

static int write_all(int file, const char *data, size_t size)
{
	ssize_t count;

	for (; size; data += count, size -= (size_t)count) {
		count = write(file, data, size);
		if (count < 0 && errno == EINTR)
			count = 0;
		if (count < 0)
			return -1;
	}
	return 0;
}

static int write_new(int file, const void *data, size_t size, mode_t mode)
{
	int result = write_all(file, data, size);

	if (!result)
		result = fchmod(file, mode);
	if (!result)
		result = fsync(file);
	if (close(file))
		result = -1;
	return result;
}

int file_at_write(int directory, const char *name, const void *data, size_t size, mode_t mode)
{
	uint64_t number;
	char *made;
	int file, result, error;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return -1;
	made = text_format("%s.%016llx", name, (unsigned long long)number);
	file = openat(directory, made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	result = file < 0 ? -1 : write_new(file, data, size, mode);
	if (!result)
		result = renameat(directory, made, directory, name);
	error = errno;
	if (result && file >= 0)
		unlinkat(directory, made, 0);
	/* The name, too, or a crash could bring the old file back. */
	if (!result && (result = fsync(directory)))
		error = errno;
	free(made);
	errno = error;
	return result;
}
