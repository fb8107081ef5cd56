// SPDX-License-Identifier: GPL-2.0
/* Files on tmpfs: names, links, attributes, holes, temporary files, times, directories. */
#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

#define EXCHANGE 2
#define NO_REPLACE 1

static void make(const char *name, const char *text)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	require(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
	close(file);
}

static int has(const char *name, const char *text)
{
	char content[64] = "";
	int file = open(name, O_RDONLY);
	ssize_t size = file < 0 ? -1 : read(file, content, sizeof(content) - 1);

	close(file);
	return size == (ssize_t)strlen(text) && !strcmp(content, text);
}

static long rename_with(const char *from, const char *to, unsigned int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void check_names(void)
{
	struct stat state;
	char text[64] = "";

	make("one", "1");
	make("two", "2");
	check(rename_with("one", "two", EXCHANGE) == 0 && has("one", "2") && has("two", "1"),
	      "rename exchanges");
	check_errno(rename_with("one", "two", NO_REPLACE), EEXIST, "rename does not replace");
	check(rename("one", "two") == 0 && has("two", "2") && access("one", F_OK) == -1,
	      "rename replaces");
	check(link("two", "hard") == 0 && stat("hard", &state) == 0 && state.st_nlink == 2, "link");
	check(symlink("two", "soft") == 0 && readlink("soft", text, 64) == 3 && has("soft", "2"),
	      "symlink");
	check(lstat("soft", &state) == 0 && S_ISLNK(state.st_mode) && state.st_size == 3, "lstat");
	check_errno(open("soft", O_RDONLY | O_NOFOLLOW), ELOOP, "O_NOFOLLOW");
	require(symlink("loop", "loop") == 0);
	check_errno(open("loop", O_RDONLY), ELOOP, "a link to itself");
	check_errno(open("two", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST, "O_EXCL");
	check_errno(open("two/", O_RDONLY), ENOTDIR, "a file is no directory");
	check_errno(open(".", O_WRONLY), EISDIR, "a directory is not written");
	check_errno(unlink("."), EISDIR, "nor unlinked");
	char long_name[300];
	memset(long_name, 'n', 299);
	long_name[299] = 0;
	check_errno(open(long_name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG,
		    "a name that is too long");
	check(unlink("hard") == 0 && unlink("soft") == 0 && unlink("loop") == 0 &&
		      unlink("two") == 0,
	      "unlink");
}

static void check_directories(void)
{
	struct stat state;
	DIR *directory;
	struct dirent *entry;
	char name[16];
	int count = 0, file;

	require(mkdir("folder", 0755) == 0);
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "folder/%03d", i);
		make(name, "");
	}
	directory = opendir("folder");
	while ((entry = readdir(directory)))
		count += entry->d_type == DT_REG && strlen(entry->d_name) == 3;
	closedir(directory);
	check(count == 300, "three hundred entries are listed");
	check_errno(rmdir("folder"), ENOTEMPTY, "a full directory is not removed");
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "folder/%03d", i);
		unlink(name);
	}
	check(stat("folder", &state) == 0 && S_ISDIR(state.st_mode) && state.st_nlink == 2, "stat");
	file = open("folder", O_RDONLY | O_DIRECTORY);
	require(rmdir("folder") == 0);
	check_errno(openat(file, "x", O_CREAT | O_WRONLY, 0600), ENOENT, "a removed directory");
	close(file);
}

static void check_temporary(void)
{
	struct stat state;
	char path[64];
	int file = open(".", O_TMPFILE | O_RDWR, 0600);

	check(file >= 0 && fstat(file, &state) == 0 && state.st_nlink == 0, "O_TMPFILE");
	require(write(file, "named", 5) == 5);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	check(linkat(AT_FDCWD, path, AT_FDCWD, "later", AT_SYMLINK_FOLLOW) == 0 &&
		      has("later", "named"),
	      "it gets a name later");
	unlink("later");
	check(pread(file, path, 5, 0) == 5, "and lives without it");
	close(file);
}

static void check_holes(void)
{
	int file = open("sparse", O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct stat state;
	char byte = 1;

	require(pwrite(file, "end", 3, 1 << 20) == 3);
	check(fstat(file, &state) == 0 && state.st_size == (1 << 20) + 3 && state.st_blocks <= 64,
	      "a hole takes no room");
	check(pread(file, &byte, 1, 5000) == 1 && byte == 0, "it reads as zero");
	check(lseek(file, 0, SEEK_DATA) == 1 << 20, "SEEK_DATA");
	check(lseek(file, 0, SEEK_HOLE) == 0, "SEEK_HOLE");
	check(fallocate(file, 0, 0, 8192) == 0 && fstat(file, &state) == 0 && state.st_blocks >= 16,
	      "fallocate takes room");
	check(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 8192) == 0 &&
		      lseek(file, 0, SEEK_DATA) == 1 << 20,
	      "a hole is punched");
	check(ftruncate(file, 100) == 0 && fstat(file, &state) == 0 && state.st_size == 100,
	      "truncate");
	check_errno(ftruncate(file, -1), EINVAL, "a negative length");
	check_errno(lseek(file, -1, SEEK_SET), EINVAL, "a negative offset");
	check_errno(lseek(file, 0, 99), EINVAL, "no such whence");
	close(file);
	unlink("sparse");
}

static void check_transfer(void)
{
	int file = open("vector", O_RDWR | O_CREAT | O_TRUNC, 0600), copy;
	char first[4] = "", second[5] = "";
	struct iovec out[2] = { { "abc", 3 }, { "defg", 4 } },
		     in[2] = { { first, 3 }, { second, 4 } };

	check(writev(file, out, 2) == 7 && preadv(file, in, 2, 0) == 7 && !strcmp(first, "abc") &&
		      !strcmp(second, "defg"),
	      "vectors");
	check(pwritev(file, out, 2, 10) == 7 && lseek(file, 0, SEEK_END) == 17, "pwritev");
	check_errno(syscall(SYS_writev, file, out, -1), EINVAL, "a negative count");
	copy = open("copy", O_RDWR | O_CREAT | O_TRUNC, 0600);
	loff_t offset = 0;
	check(copy_file_range(file, &offset, copy, NULL, 7, 0) == 7 && has("copy", "abcdefg"),
	      "copy_file_range");
	check(fcntl(copy, F_SETFL, O_APPEND) == 0 && lseek(copy, 0, SEEK_SET) == 0 &&
		      write(copy, "!", 1) == 1 && has("copy", "abcdefg!"),
	      "O_APPEND");
	check_errno(write(open("copy", O_RDONLY), "x", 1), EBADF, "a read-only file");
	check(fsync(copy) == 0 && fdatasync(copy) == 0 && syscall(SYS_syncfs, copy) == 0, "sync");
	close(file);
	close(copy);
	unlink("vector");
	unlink("copy");
}

static void check_attributes(void)
{
	struct timespec times[2] = { { 1000000000, 123456789 }, { 1100000000, 987654321 } };
	struct stat state;
	struct statfs system;
	char text[16] = "";

	make("file", "x");
	check(chmod("file", 04711) == 0 && stat("file", &state) == 0 &&
		      (state.st_mode & 07777) == 04711,
	      "mode");
	check(utimensat(AT_FDCWD, "file", times, 0) == 0 && stat("file", &state) == 0 &&
		      state.st_atim.tv_sec == 1000000000 && state.st_mtim.tv_nsec == 987654321,
	      "times");
	check(state.st_uid == geteuid() && state.st_size == 1 && state.st_blksize >= 512 &&
		      S_ISREG(state.st_mode),
	      "owner, size, block size, kind");
	check(setxattr("file", "security.test", "value", 5, 0) == 0 &&
		      getxattr("file", "security.test", text, 16) == 5 && !strcmp(text, "value"),
	      "extended attributes");
	check_errno(getxattr("file", "security.none", text, 16), ENODATA, "no such attribute");
	check_errno(setxattr("file", "security.test", "v", 1, XATTR_CREATE), EEXIST, "one more");
	check(listxattr("file", text, 0) >= 14, "a list of attributes");
	check(removexattr("file", "security.test") == 0, "removed");
	check(statfs(".", &system) == 0 && system.f_bsize > 0 && system.f_namelen == 255, "statfs");
	check(statfs("/proc", &system) == 0 && system.f_type == 0x9fa0, "statfs of proc");
	check(umask(027) != 027 && open("masked", O_CREAT | O_WRONLY, 0666) >= 0 &&
		      stat("masked", &state) == 0 && (state.st_mode & 0777) == 0640,
	      "umask");
	umask(022);
	unlink("file");
	unlink("masked");
}

struct large_stat {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare;
	uint64_t ino, size, blocks, attributes_mask;
	unsigned char rest[256];
};

static void check_statx(void)
{
	struct large_stat state = { 0 };

	make("file", "four");
	check(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x7ff, &state) == 0 && (state.mask & 0x7ff) &&
		      state.size == 4 && state.nlink == 1 && S_ISREG(state.mode),
	      "statx");
	check_errno(syscall(SYS_statx, AT_FDCWD, "file", 0x80000000, 0, &state), EINVAL,
		    "unknown flags");
	unlink("file");
}

static void check_descriptors(void)
{
	int file = open("/dev/null", O_RDWR), other;

	check((other = fcntl(file, F_DUPFD_CLOEXEC, 100)) >= 100 &&
		      fcntl(other, F_GETFD) == FD_CLOEXEC,
	      "F_DUPFD_CLOEXEC");
	check(dup2(file, 60) == 60 && dup2(60, 60) == 60, "dup2");
	check_errno(dup3(60, 60, 0), EINVAL, "dup3 of the same");
	check_errno(dup2(0x7000, 61), EBADF, "dup2 of nothing");
	check(syscall(436 /* close_range */, 60, 200, 0) == 0 && fcntl(60, F_GETFD) == -1 &&
		      fcntl(other, F_GETFD) == -1,
	      "close_range");
	check_errno(close(60), EBADF, "closed twice");
	check(open("/dev/zero", O_RDONLY) >= 0 && open("/dev/full", O_WRONLY) >= 0, "devices");
	check_errno(write(open("/dev/full", O_WRONLY), "x", 1), ENOSPC, "/dev/full");
	close(file);
}

int main(void)
{
	scratch_directory();
	umask(022);
	check_names();
	check_directories();
	check_temporary();
	check_holes();
	check_transfer();
	check_attributes();
	check_statx();
	check_descriptors();
	return finish();
}
