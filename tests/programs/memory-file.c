// SPDX-License-Identifier: GPL-2.0
/* Mapped files: shared writes reach the file and other processes, private ones do not. */
#include "tap.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define PAGE 4096L

static int make_file(const char *name, long pages)
{
	char page[PAGE];
	int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	require(file >= 0);
	for (long i = 0; i < pages; i++) {
		memset(page, 'a' + (int)i, PAGE);
		require(write(file, page, PAGE) == PAGE);
	}
	return file;
}

static char byte_at(int file, long offset)
{
	char byte = 0;

	require(pread(file, &byte, 1, offset) == 1);
	return byte;
}

static char *map_file(int file, long pages, int flags, long offset)
{
	char *map = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags, file, offset);

	require(map != MAP_FAILED);
	return map;
}

static void check_shared(int file)
{
	char *map = map_file(file, 4, MAP_SHARED, 0), *second;
	pid_t pid;

	check(map[0] == 'a' && map[3 * PAGE] == 'd', "a mapping shows the file");
	map[10] = 'X';
	check(byte_at(file, 10) == 'X', "a shared write is seen by read");
	require(pwrite(file, "Y", 1, PAGE + 1) == 1);
	check(map[PAGE + 1] == 'Y', "a write is seen in the mapping");
	check(msync(map, 4 * PAGE, MS_SYNC) == 0, "msync");
	second = map_file(file, 1, MAP_SHARED, PAGE);
	second[2] = 'Z';
	check(map[PAGE + 2] == 'Z', "two mappings of a page agree");
	pid = fork();
	if (pid == 0) {
		map[2 * PAGE] = 'C';
		_exit(0);
	}
	status_of(pid);
	check(map[2 * PAGE] == 'C' && byte_at(file, 2 * PAGE) == 'C', "a child's write is seen");
	munmap(second, PAGE);
	munmap(map, 4 * PAGE);
	check(byte_at(file, 10) == 'X', "it stays after munmap");
}

static void check_private(int file)
{
	char *map = map_file(file, 4, MAP_PRIVATE, 0);

	map[20] = 'P';
	check(byte_at(file, 20) == 'a', "a private write does not reach the file");
	require(pwrite(file, "Q", 1, 3 * PAGE) == 1);
	check(map[3 * PAGE] == 'Q', "an untouched private page follows the file");
	require(pwrite(file, "R", 1, 21) == 1);
	check(map[21] == 'a' && map[20] == 'P', "a touched one does not");
	munmap(map, 4 * PAGE);
}

static void check_truncation(const char *name)
{
	int file = make_file(name, 4);
	char *map = map_file(file, 4, MAP_SHARED, 0);

	tap_sink = (unsigned char)map[3 * PAGE];
	require(ftruncate(file, PAGE + 10) == 0);
	check(map[PAGE + 9] == 'b' && map[PAGE + 10] == 0, "truncation zeroes the rest of a page");
	check(reading(map + 2 * PAGE) == -SIGBUS, "pages beyond are SIGBUS");
	require(ftruncate(file, 4 * PAGE) == 0);
	check(map[3 * PAGE] == 0, "they are zero after growing again");
	munmap(map, 4 * PAGE);
	close(file);
}

static void check_rights(const char *name)
{
	int read_only = open(name, O_RDONLY), write_only = open(name, O_WRONLY);
	char *map;

	check_errno(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, read_only, 0), EACCES,
		    "a shared writable mapping of a read-only file");
	check_errno(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, write_only, 0), EACCES,
		    "a mapping of a write-only file");
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, read_only, 0);
	check(map != MAP_FAILED, "a shared read-only mapping");
	check_errno(mprotect(map, PAGE, PROT_READ | PROT_WRITE), EACCES,
		    "it cannot become writable");
	check_errno(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, read_only, 100), EINVAL,
		    "an offset that is not aligned");
	check_errno(mmap(NULL, 0, PROT_READ, MAP_SHARED, read_only, 0), EINVAL, "no length");
	check_errno(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, -1, 0), EBADF, "no file");
	check_errno(mmap(NULL, PAGE, PROT_READ, 0, read_only, 0), EINVAL, "neither kind");
	check_errno(mmap(NULL, 1UL << 62, PROT_READ, MAP_SHARED, read_only, 0), ENOMEM,
		    "more than there can be");
	close(read_only);
	check(map[0] != 0, "a mapping outlives its descriptor");
	munmap(map, PAGE);
	close(write_only);
}

static void check_unlinked(void)
{
	int file = make_file("gone", 2);
	char *map = map_file(file, 2, MAP_SHARED, 0);

	unlink("gone");
	close(file);
	map[5] = 'S';
	check(map[5] == 'S' && map[PAGE] == 'b', "a mapping outlives its file's name");
	check_errno(msync(map + 1, PAGE, MS_SYNC), EINVAL, "msync of an odd address");
	munmap(map, 2 * PAGE);
	check_errno(msync(map, PAGE, MS_SYNC), ENOMEM, "msync of what is not mapped");
}

int main(void)
{
	int file;

	scratch_directory();
	file = make_file("file", 4);
	check_shared(file);
	check_private(file);
	check_truncation("short");
	check_rights("file");
	check_unlinked();
	return finish();
}
