// SPDX-License-Identifier: GPL-2.0
/* memfd and its seals, memory of another process, and faults that a program handles itself. */
#include "tap.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#define PAGE 4096UL

static void check_memfd(void)
{
	int file = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char *map, path[64], target[64] = "";

	require(file >= 0 && ftruncate(file, 2 * PAGE) == 0);
	map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	strcpy(map, "shared");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	check(readlink(path, target, 63) > 0 && strstr(target, "memfd:test"), "it has a name");
	check(fcntl(file, F_GET_SEALS) == 0, "it has no seal");
	check_errno(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE), EBUSY,
		    "not while it is mapped writable");
	munmap(map, 2 * PAGE);
	check(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) == 0, "sealed");
	check_errno(write(file, "x", 1), EPERM, "no writing");
	check_errno(ftruncate(file, 0), EPERM, "no shrinking");
	check_errno(ftruncate(file, 100000), EPERM, "no growing");
	check_errno(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), EPERM,
		    "no writable mapping");
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, 0);
	check(map != MAP_FAILED && !strcmp(map, "shared"), "reading");
	munmap(map, PAGE);
	check(fcntl(file, F_ADD_SEALS, F_SEAL_SEAL) == 0, "the last seal");
	check_errno(fcntl(file, F_ADD_SEALS, F_SEAL_GROW), EPERM, "is the last");
	close(file);
	check_errno(memfd_create("x", 0x8000), EINVAL, "unknown flags");
}

static void check_other_process(void)
{
	static char text[16] = "parent";
	char copy[16] = "";
	struct iovec here = { copy, 16 }, there = { text, 16 };
	int ends[2];
	char byte;
	pid_t pid;

	require(pipe(ends) == 0);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		strcpy(text, "child");
		while (read(ends[0], &byte, 1) != 0)
			;
		_exit(strcmp(text, "written") == 0 ? 0 : 1);
	}
	for (int i = 0; i < 5000 && strcmp(copy, "child"); i++) {
		require(process_vm_readv(pid, &here, 1, &there, 1, 0) == 16);
		sleep_ms(1);
	}
	check(!strcmp(copy, "child"), "memory of a child is read");
	strcpy(copy, "written");
	check(process_vm_writev(pid, &here, 1, &there, 1, 0) == 16, "and written");
	there.iov_base = (void *)16;
	check_errno(process_vm_readv(pid, &here, 1, &there, 1, 0), EFAULT, "nothing there");
	close(ends[1]);
	check(status_of(pid) == 0, "the child has seen it");
	check(!strcmp(text, "parent"), "the parent's stays");
}

static void check_secret(void)
{
	char *map = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	require(map != MAP_FAILED);
	pid = fork();
	if (pid == 0) {
		require(mprotect(map, PAGE, PROT_NONE) == 0);
		map[PAGE] = 7;
		_exit(0);
	}
	check(status_of(pid) == 0 && map[PAGE] == 7 && writing(map) == 0,
	      "rights belong to a process, content to all that share it");
	check(munmap(map + PAGE, 2 * PAGE) == 0 && writing(map + 3 * PAGE) == 0 &&
		      writing(map + PAGE) == -SIGSEGV,
	      "a shared mapping with a hole");
}

int main(void)
{
	alarm(60);
	check_memfd();
	check_other_process();
	check_secret();
	return finish();
}
