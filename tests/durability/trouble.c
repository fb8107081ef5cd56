// SPDX-License-Identifier: GPL-2.0
/*
 * What a program is told when its disk is full or broken, and what is left then.
 *
 *   trouble full FOLDER    writes files until there is no room; "@ full ENOSPC", or another name
 *   trouble broken FOLDER  the same on a disk with a bad place; "@ broken EIO"
 *   trouble flaky FOLDER   writes the same few files again and again, on a disk that is to fail
 *                          once "@ steady" has been said; "@ flaky EIO", "@ accepted COUNT"
 *   trouble kept FOLDER COUNT
 *                          looks at those files, after that, when the disk is whole again
 *
 * What fsync(2) had accepted before is read again, past the page cache; "@ kept all", or the first
 * file that is not what it was. After "full" there is room again once a file is removed:
 * "@ again yes". Exit status: 0, or 2 for wrong usage or another error.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_SIZE 1048576u
#define FILES_MAX 4096u
#define FLAKY_FILES 8u

static bool is_flaky;

static unsigned char content[FILE_SIZE], found[FILE_SIZE];

static void fail(const char *what)
{
	fprintf(stderr, "trouble: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void fill(unsigned int number)
{
	unsigned int state = number * 2654435761u + 1;

	for (unsigned int i = 0; i < FILE_SIZE; i++) {
		state = state * 1664525 + 1013904223;
		content[i] = state >> 24;
	}
}

static void name_file(char *path, size_t size, const char *folder, unsigned int number)
{
	snprintf(path, size, "%s/file-%u", folder, is_flaky ? number % FLAKY_FILES : number);
}

/* 0, or the error that the program was told, by whichever call. */
static int write_file(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	size_t done = 0;
	int error = 0;

	if (file < 0)
		return errno;
	while (done < FILE_SIZE && !error) {
		ssize_t piece = write(file, content + done, FILE_SIZE - done);

		if (piece < 0)
			error = errno;
		else
			done += piece;
	}
	if (!error && fsync(file))
		error = errno;
	if (close(file) && !error)
		error = errno;
	return error;
}

static bool is_kept(const char *path)
{
	int file = open(path, O_RDONLY);
	size_t done = 0;
	ssize_t piece;

	if (file < 0)
		fail(path);
	posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
	while (done < FILE_SIZE && (piece = read(file, found + done, FILE_SIZE - done)) > 0)
		done += piece;
	close(file);
	return done == FILE_SIZE && !memcmp(content, found, FILE_SIZE);
}

/* The write that failed was over the oldest of the files that are written again and again. */
static void tell_kept(const char *folder, unsigned int count)
{
	unsigned int first = is_flaky && count >= FLAKY_FILES ? count - FLAKY_FILES + 1 : 0;
	char path[4096];

	for (unsigned int i = first; i < count; i++) {
		name_file(path, sizeof(path), folder, i);
		fill(i);
		if (is_kept(path))
			continue;
		printf("@ kept all but %s\n", path);
		return;
	}
	puts("@ kept all");
}

static void tell_again(const char *folder)
{
	char path[4096];

	name_file(path, sizeof(path), folder, 0);
	if (unlink(path))
		fail(path);
	sync();
	printf("@ again %s\n", write_file(path) ? "no" : "yes");
}

static void tell_steady(void)
{
	puts("@ steady");
	fflush(stdout);
}

static const char *error_name(int error)
{
	switch (error) {
	case 0:
		return "nothing";
	case ENOSPC:
		return "ENOSPC";
	case EIO:
		return "EIO";
	default:
		return strerror(error);
	}
}

/* The number of files that were accepted, until an error came, which is told. */
static unsigned int write_files(const char *mode, const char *folder)
{
	unsigned int count = 0;
	char path[4096];
	int error = 0;

	while (!error && count < FILES_MAX) {
		name_file(path, sizeof(path), folder, count);
		fill(count);
		error = write_file(path);
		count += !error;
		if (is_flaky && count == FLAKY_FILES)
			tell_steady();
	}
	printf("@ %s %s\n@ accepted %u\n", mode, error_name(error), count);
	return count;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	unsigned long accepted = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	if (accepted && !strcmp(mode, "kept")) {
		is_flaky = true;
		tell_kept(argv[2], accepted);
	} else if (argc == 3 && !strcmp(mode, "flaky")) {
		/* What is on the disk cannot be read before it is mounted again. */
		is_flaky = true;
		write_files(mode, argv[2]);
	} else if (argc == 3 && !strcmp(mode, "broken")) {
		tell_kept(argv[2], write_files(mode, argv[2]));
	} else if (argc == 3 && !strcmp(mode, "full")) {
		tell_kept(argv[2], write_files(mode, argv[2]));
		tell_again(argv[2]);
	} else {
		fputs("usage: trouble full|broken|flaky FOLDER, or trouble kept FOLDER COUNT\n",
		      stderr);
		return 2;
	}
	return 0;
}
