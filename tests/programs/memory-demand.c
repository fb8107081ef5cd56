// SPDX-License-Identifier: GPL-2.0
/* Memory appears when it is touched, a page at a time, and is copied when it is written. */
#include "tap.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096UL
#define PAGES 256UL

static unsigned long resident(void *start, size_t pages)
{
	unsigned char map[PAGES];
	unsigned long sum = 0;

	require(pages <= PAGES && mincore(start, pages * PAGE, map) == 0);
	for (size_t i = 0; i < pages; i++)
		sum += map[i] & 1;
	return sum;
}

static long minor_faults(void)
{
	struct rusage usage;

	require(getrusage(RUSAGE_SELF, &usage) == 0);
	return usage.ru_minflt;
}

static char *map_pages(int flags, int file)
{
	char *start = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, flags, file, 0);

	require(start != MAP_FAILED);
	madvise(start, PAGES * PAGE, MADV_NOHUGEPAGE);
	return start;
}

static int all_equal(const char *start, int value)
{
	for (size_t i = 0; i < PAGES * PAGE; i++) {
		if (start[i] != value)
			return 0;
	}
	return 1;
}

static void check_anonymous(void)
{
	char *start = map_pages(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	long before = minor_faults();

	check(resident(start, PAGES) == 0, "fresh memory has no page");
	check(all_equal(start, 0), "it reads as zero");
	for (size_t i = 0; i < PAGES; i += 2)
		start[i * PAGE + 7] = 1;
	check(resident(start, PAGES) >= PAGES / 2, "touched pages are there");
	check(minor_faults() - before >= (long)PAGES / 2, "each came by a fault");
	madvise(start, PAGES * PAGE, MADV_DONTNEED);
	check(resident(start, PAGES) == 0, "MADV_DONTNEED gives them back");
	check(start[7] == 0, "and they are zero again");
	munmap(start, PAGES * PAGE);
}

static void check_populate(void)
{
	char *start = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	require(start != MAP_FAILED);
	check(resident(start, 16) == 16, "MAP_POPULATE brings all pages");
	munmap(start, 16 * PAGE);
}

static void check_sparse_reservation(void)
{
	size_t size = 64UL << 30;
	char *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	check(start != MAP_FAILED, "64 GiB of address space are to be had");
	if (start == MAP_FAILED)
		return;
	for (size_t at = 0; at < size; at += 4UL << 30)
		start[at] = (char)(at >> 32);
	check(start[8UL << 30] == 2 && start[60UL << 30] == 15, "and hold pages far apart");
	munmap(start, size);
	check(reading(start) == -SIGSEGV, "and are gone after munmap");
}

static void check_copy_on_write(void)
{
	char *start = map_pages(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	pid_t pid;

	memset(start, 'p', PAGES * PAGE);
	pid = fork();
	if (pid == 0) {
		int right = all_equal(start, 'p');

		memset(start, 'c', PAGES * PAGE);
		sleep_ms(20);
		_exit(right && all_equal(start, 'c') ? 0 : 1);
	}
	for (size_t i = 0; i < PAGES; i += 3)
		start[i * PAGE] = 'P';
	check(status_of(pid) == 0, "a child has its own copy");
	check(start[0] == 'P' && start[PAGE] == 'p' && start[3 * PAGE] == 'P',
	      "the parent's stays as the parent wrote it");
	munmap(start, PAGES * PAGE);
}

static int generations(int depth, char *start)
{
	pid_t pid;

	if (depth == 0)
		return 0;
	start[depth * PAGE] = (char)depth;
	pid = fork();
	if (pid == 0)
		_exit(generations(depth - 1, start));
	start[(depth - 1) * PAGE] = 'x';
	if (status_of(pid) != 0)
		return 1;
	return start[depth * PAGE] == (char)depth && start[(depth - 1) * PAGE] == 'x' ? 0 : 1;
}

static void check_generations(void)
{
	char *start = map_pages(MAP_PRIVATE | MAP_ANONYMOUS, -1);

	check(generations(8, start) == 0, "eight generations of copies stay apart");
	munmap(start, PAGES * PAGE);
}

static void check_system_call_copies(void)
{
	char *start = map_pages(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	int ends[2], zero = open("/dev/zero", O_RDONLY);
	pid_t pid;

	require(pipe(ends) == 0 && zero >= 0);
	memset(start, 'p', PAGES * PAGE);
	pid = fork();
	if (pid == 0)
		_exit(read(zero, start, PAGES * PAGE) != (ssize_t)(PAGES * PAGE) ||
		      !all_equal(start, 0));
	check(status_of(pid) == 0, "a system call that writes shared pages copies them");
	check(all_equal(start, 'p'), "and leaves the parent's alone");
	check(read(zero, start + 100, PAGE) == PAGE && start[99] == 'p' && start[100] == 0 &&
		      start[100 + PAGE] == 'p',
	      "a system call writes across pages");
	munmap(start, PAGES * PAGE);
	close(zero);
	close(ends[0]);
	close(ends[1]);
}

static void check_zero_page(void)
{
	char *start = map_pages(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	int out = open("/dev/null", O_WRONLY);

	check(write(out, start, PAGE) == PAGE, "a system call reads untouched memory");
	tap_sink = (unsigned char)start[PAGE];
	start[PAGE] = 3;
	check(start[PAGE] == 3 && start[2 * PAGE] == 0, "writing a zero page copies it");
	munmap(start, PAGES * PAGE);
	close(out);
}

int main(void)
{
	check_anonymous();
	check_populate();
	check_sparse_reservation();
	check_copy_on_write();
	check_generations();
	check_system_call_copies();
	check_zero_page();
	return finish();
}
