// SPDX-License-Identifier: GPL-2.0
/* Where mmap(), mremap() and brk() put memory, and what they refuse. */
#include "tap.h"

#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define PAGE 4096UL
#define LIMIT 0x7ffffffff000UL

static char *map(void *where, size_t size, int flags)
{
	return mmap(where, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1,
		    0);
}

static void check_placement(void)
{
	char *start = map(NULL, 8 * PAGE, 0), *again, *hint;

	check(start != MAP_FAILED && (uintptr_t)start % PAGE == 0, "a mapping is page aligned");
	check((uintptr_t)start < LIMIT, "and in programs' half");
	munmap(start, 8 * PAGE);
	hint = map(start, PAGE, 0);
	check(hint == start, "a free hint is taken");
	again = map(start, PAGE, 0);
	check(again != start && again != MAP_FAILED, "a hint that is in use is not");
	munmap(again, PAGE);
	*start = 5;
	check(map(start, PAGE, MAP_FIXED) == start && *start == 0, "MAP_FIXED replaces");
	check_errno(map(start, PAGE, MAP_FIXED_NOREPLACE), EEXIST, "MAP_FIXED_NOREPLACE does not");
	munmap(start, PAGE);
	check(map(start, PAGE, MAP_FIXED_NOREPLACE) == start, "it takes what is free");
	munmap(start, PAGE);
	again = map(NULL, PAGE, MAP_32BIT);
	check(again != MAP_FAILED && (uintptr_t)again < 0x80000000UL, "MAP_32BIT is below 2 GiB");
	munmap(again, PAGE);
	check_errno(map((void *)0x123, PAGE, MAP_FIXED), EINVAL, "MAP_FIXED at an odd address");
	check_errno(map((void *)LIMIT, PAGE, MAP_FIXED), ENOMEM, "MAP_FIXED at the end");
	check_errno(map((void *)0xffff800000000000, PAGE, MAP_FIXED), ENOMEM,
		    "MAP_FIXED in the kernel's half");
	check(map((void *)(LIMIT - PAGE), PAGE, MAP_FIXED_NOREPLACE) != MAP_FAILED ||
		      errno == EEXIST,
	      "the last page of programs' half may be mapped");
	check_errno(map(NULL, ~0UL, 0), ENOMEM, "everything");
	again = map((void *)0xffff800000000000, PAGE, 0);
	check(again != MAP_FAILED && (uintptr_t)again < LIMIT,
	      "a hint in the kernel's half is no harm");
	munmap(again, PAGE);
}

static void check_topdown(void)
{
	char *first = map(NULL, PAGE, 0), *second = map(NULL, PAGE, 0);
	char local;

	check(second < first, "mappings grow downwards");
	check((char *)&local > first, "below the stack");
	munmap(first, PAGE);
	munmap(second, PAGE);
}

static void check_remap(void)
{
	char *start = map(NULL, 4 * PAGE, 0), *moved, *target;

	strcpy(start + 3 * PAGE, "content");
	check(mremap(start, 4 * PAGE, 2 * PAGE, 0) == start &&
		      reading(start + 3 * PAGE) == -SIGSEGV,
	      "mremap shrinks");
	check(mremap(start, 2 * PAGE, 4 * PAGE, 0) == start && start[3 * PAGE] == 0,
	      "mremap grows in place where there is room");
	strcpy(start, "content");
	moved = mremap(start, 4 * PAGE, 1024 * PAGE, MREMAP_MAYMOVE);
	check(moved != MAP_FAILED && strcmp(moved, "content") == 0, "mremap moves content");
	target = map(NULL, 8 * PAGE, 0);
	start = mremap(moved, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + 2 * PAGE);
	check(start == target + 2 * PAGE && strcmp(start, "content") == 0,
	      "MREMAP_FIXED moves to a place");
	check(reading(moved) == -SIGSEGV && reading(moved + 4 * PAGE) == 0, "only what was named");
	check_errno(mremap(start + 1, PAGE, PAGE, 0), EINVAL, "an odd address");
	check_errno(mremap(start, PAGE, 0, MREMAP_MAYMOVE), EINVAL, "no new size");
	check_errno(mremap(moved, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT, "nothing there");
	munmap(target, 8 * PAGE);
	munmap(moved, 1024 * PAGE);
}

static void check_break(void)
{
	char *before = (char *)syscall(SYS_brk, 0), *after;

	check(before != NULL && (uintptr_t)before < LIMIT, "the break is known");
	after = (char *)syscall(SYS_brk, before + 10 * PAGE);
	check(after == before + 10 * PAGE, "it grows");
	before[10 * PAGE - 1] = 3;
	check(before[10 * PAGE - 1] == 3 && before[5 * PAGE] == 0, "by memory that is zero");
	check((char *)syscall(SYS_brk, before) == before, "it shrinks");
	check(reading(before + 5 * PAGE) == -SIGSEGV, "and what was there is gone");
	check((char *)syscall(SYS_brk, 8UL) == before, "a senseless break changes nothing");
	check((char *)syscall(SYS_brk, LIMIT + PAGE) == before, "nor does one beyond the end");
}

static int limited_memory(void *unused)
{
	struct rlimit limit = { 256 << 20, 256 << 20 };

	(void)unused;
	if (setrlimit(RLIMIT_AS, &limit))
		return 1;
	return map(NULL, 512 << 20, 0) == MAP_FAILED && errno == ENOMEM ? 0 : 2;
}

static int limited_data(void *unused)
{
	struct rlimit limit = { 0, 0 };
	char *before = (char *)syscall(SYS_brk, 0);

	(void)unused;
	if (setrlimit(RLIMIT_DATA, &limit))
		return 1;
	return (char *)syscall(SYS_brk, before + 64 * PAGE) == before ? 0 : 2;
}

static void check_limits(void)
{
	check(in_child(limited_memory, NULL) == 0, "RLIMIT_AS is kept");
	check(in_child(limited_data, NULL) == 0, "RLIMIT_DATA is kept");
}

static void check_many(void)
{
	static char *maps[1000];
	int right = 0;

	for (int i = 0; i < 1000; i++) {
		maps[i] = map(NULL, 2 * PAGE, 0);
		require(maps[i] != MAP_FAILED);
		require(mprotect(maps[i], PAGE, PROT_READ) == 0); /* keeps neighbours apart */
		maps[i][PAGE] = (char)i;
	}
	for (int i = 0; i < 1000; i++)
		right += maps[i][PAGE] == (char)i && maps[i][0] == 0;
	check(right == 1000, "a thousand mappings keep their content");
	for (int i = 0; i < 1000; i += 2)
		munmap(maps[i], 2 * PAGE);
	check(reading(maps[500]) == -SIGSEGV && reading(maps[501]) == 0, "every other one goes");
}

static void check_advice(void)
{
	size_t huge = 2 << 20;
	char *start = map(NULL, 2 * huge, 0);

	check(madvise(start, 2 * huge, MADV_SEQUENTIAL) == 0 &&
		      madvise(start, huge, MADV_RANDOM) == 0 &&
		      madvise(start, huge, MADV_NORMAL) == 0,
	      "advice is taken");
	check(madvise(start, 2 * huge, MADV_DONTFORK) == 0 && reading(start) == -SIGSEGV,
	      "MADV_DONTFORK keeps memory from children");
	madvise(start, 2 * huge, MADV_DOFORK);
	memset(start, 1, 2 * PAGE);
	madvise(start, PAGE, MADV_WIPEONFORK);
	pid_t pid = fork();
	if (pid == 0)
		_exit(start[0] == 0 && start[PAGE] == 1 ? 0 : 1);
	check(status_of(pid) == 0, "MADV_WIPEONFORK clears memory of children");
	madvise(start, PAGE, MADV_KEEPONFORK);
	check(madvise(start, PAGE, MADV_FREE) == 0, "MADV_FREE");
	check_errno(madvise(start, PAGE, 9999), EINVAL, "unknown advice");
	check_errno(madvise(start + 1, PAGE, MADV_NORMAL), EINVAL, "advice for an odd address");
	munmap(start, 2 * huge);
	check_errno(madvise(start, PAGE, MADV_DONTNEED), ENOMEM, "advice for what is not mapped");
}

static void check_locking(void)
{
	char *start = map(NULL, 4 * PAGE, 0);
	unsigned char resident[4];

	check(mlock(start, 2 * PAGE) == 0 && mincore(start, 4 * PAGE, resident) == 0 &&
		      (resident[0] & 1) && (resident[1] & 1) && !(resident[3] & 1),
	      "mlock brings pages in");
	check(munlock(start, 2 * PAGE) == 0, "munlock");
	munmap(start, 4 * PAGE);
	check_errno(mlock(start, PAGE), ENOMEM, "mlock of what is not mapped");
}

int main(void)
{
	check_placement();
	check_topdown();
	check_remap();
	check_break();
	check_limits();
	check_many();
	check_advice();
	check_locking();
	return finish();
}
