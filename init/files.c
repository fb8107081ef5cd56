// SPDX-License-Identifier: GPL-2.0
/* Whole small files. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 4096

/* Reads until the end of the file or until size bytes are there; -1 with errno. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, bytes + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* The size stat(2) gives is that of the file, but files of /proc and /sys say 0 or a page. */
static size_t size_hint(int fd, size_t most)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || status.st_size < CHUNK)
		return most < CHUNK ? most : CHUNK;
	return (size_t)status.st_size < most ? (size_t)status.st_size : most;
}

static char *read_open_file(int fd, size_t most, size_t *size)
{
	size_t capacity = size_hint(fd, most) + 1;
	char *bytes = malloc(capacity + 1);
	ssize_t got = bytes ? read_all(fd, bytes, capacity) : -1;

	while (got == (ssize_t)capacity && capacity <= most) {
		char *larger = realloc(bytes, capacity + CHUNK + 1);
		ssize_t more = larger ? read_all(fd, larger + capacity, CHUNK) : -1;

		bytes = larger ? larger : bytes;
		capacity += CHUNK;
		got = more < 0 ? -1 : got + more;
	}
	if (got > (ssize_t)most)
		errno = EFBIG;
	if (got < 0 || got > (ssize_t)most) {
		free(bytes);
		return NULL;
	}
	bytes[got] = 0;
	if (size)
		*size = (size_t)got;
	return bytes;
}

char *file_read(const char *path, size_t most, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error;
	char *bytes;

	if (fd < 0)
		return NULL;
	bytes = read_open_file(fd, most, size);
	error = errno;
	close(fd);
	errno = error;
	return bytes;
}

bool file_read_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return false;
	got = read_all(fd, line, size - 1);
	close(fd);
	if (got < 0)
		return false;
	line[got] = 0;
	line[strcspn(line, "\n")] = 0;
	return true;
}

bool file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t put;
	int error;

	if (fd < 0)
		return false;
	put = write(fd, text, strlen(text));
	error = errno;
	close(fd);
	errno = error;
	return put == (ssize_t)strlen(text);
}
