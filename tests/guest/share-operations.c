// SPDX-License-Identifier: GPL-2.0
/*
 * What can be done in a directory: one line for each operation, its name and "works" or the name of
 * the error. So a directory of this machine and one that is shared with a domain can be compared.
 * Usage: share-operations DIRECTORY
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *what, bool works)
{
	const char *why = works ? "works" : errno ? strerrorname_np(errno) : "wrong result";

	printf("%s: %s\n", what, why ? why : "unknown error");
	errno = 0;
}

static int make(const char *name)
{
	unlink(name);
	errno = 0;
	return open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static bool reads(int file, const char *text)
{
	char found[16] = "";

	return pread(file, found, strlen(text), 0) == (ssize_t)strlen(text) &&
	       strcmp(found, text) == 0;
}

static void reopen(int file)
{
	char path[64];
	int again;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	again = open(path, O_RDONLY | O_CLOEXEC);
	tell("unlinked-reopen", again >= 0);
	if (again >= 0)
		close(again);
}

static void map(int file)
{
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	char byte = 0;

	tell("unlinked-mmap", memory != MAP_FAILED);
	if (memory == MAP_FAILED)
		return;
	memory[1] = 'm';
	tell("unlinked-msync", msync(memory, 4096, MS_SYNC) == 0);
	tell("unlinked-mmap-read", pread(file, &byte, 1, 1) == 1 && byte == 'm');
	munmap(memory, 4096);
}

static void unlinked(void)
{
	int file = make("unlinked");
	struct stat status;

	tell("create", file >= 0);
	tell("write", write(file, "text", 4) == 4);
	tell("unlink", unlink("unlinked") == 0);
	tell("unlinked-read", reads(file, "text"));
	tell("unlinked-write", pwrite(file, "more", 4, 0) == 4 && reads(file, "more"));
	tell("unlinked-fstat", fstat(file, &status) == 0 && status.st_nlink == 0);
	tell("unlinked-fsync", fsync(file) == 0);
	tell("unlinked-ftruncate", ftruncate(file, 8192) == 0);
	tell("unlinked-fchmod", fchmod(file, 0640) == 0);
	tell("unlinked-futimens", futimens(file, NULL) == 0);
	map(file);
	reopen(file);
	close(file);
}

static void replaced(void)
{
	int old = make("place"), new = make("new");
	struct stat status;

	tell("two-files", write(old, "old", 3) == 3 && write(new, "newer", 5) == 5);
	tell("rename-over-open", rename("new", "place") == 0);
	tell("replaced-fstat", fstat(old, &status) == 0 && status.st_size == 3);
	tell("replaced-read", reads(old, "old"));
	tell("renamed-fstat", fstat(new, &status) == 0 && status.st_size == 5);
	tell("renamed-ftruncate", ftruncate(new, 2) == 0);
	close(old);
	close(new);
	unlink("place");
}

static void locks(void)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	int one = make("lock");

	tell("fcntl-lock", fcntl(one, F_SETLK, &range) == 0);
	tell("flock-beside-fcntl", flock(one, LOCK_EX | LOCK_NB) == 0);
	range.l_type = F_UNLCK;
	tell("fcntl-unlock", fcntl(one, F_SETLK, &range) == 0);
	close(one);
	unlink("lock");
}

/* A program that uses the one and not the other is served. */
static void flock_alone(void)
{
	int one = make("alone"), other = open("alone", O_RDWR | O_CLOEXEC);

	tell("flock-alone", flock(one, LOCK_EX | LOCK_NB) == 0);
	tell("flock-excludes", flock(other, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK);
	close(one);
	close(other);
	unlink("alone");
}

static void kinds(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat status;

	unlink("socket");
	unlink("fifo");
	errno = 0;
	tell("socket", bind(server, (struct sockaddr *)&address, sizeof(address)) == 0);
	tell("fifo", mkfifo("fifo", 0600) == 0);
	close(make("file"));
	unlink("hard");
	unlink("soft");
	errno = 0;
	tell("hard-link",
	     link("file", "hard") == 0 && stat("hard", &status) == 0 && status.st_nlink == 2);
	tell("symbolic-link", symlink("file", "soft") == 0);
	tell("directory", mkdir("folder", 0700) == 0 && rmdir("folder") == 0);
	unlink("socket");
	unlink("fifo");
	unlink("file");
	unlink("hard");
	unlink("soft");
	close(server);
}

int main(int count, char **arguments)
{
	if (count != 2 || chdir(arguments[1]) < 0) {
		fprintf(stderr, "usage: share-operations DIRECTORY\n");
		return 2;
	}
	unlinked();
	replaced();
	locks();
	flock_alone();
	kinds();
	return 0;
}
