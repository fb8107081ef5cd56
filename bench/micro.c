// SPDX-License-Identifier: GPL-2.0
/*
 * Costs of the kernel's services, in ticks of the time stamp counter: guest instructions when
 * QEMU runs with -icount shift=0, time otherwise. Each figure is the median of several batches,
 * less what the empty loop costs, and is printed as "bench: NAME TICKS".
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

#define BATCHES 9
#define PAGE_SIZE 4096

/* Does the thing `count` times; returns the ticks that took. */
typedef uint64_t (*batch_function)(unsigned int count);

static const char *self;

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return ((uint64_t)high << 32) | low;
}

static void die(const char *what)
{
	perror(what);
	printf("bench: failed %s\n", what);
	end_domain();
	exit(EXIT_FAILURE);
}

/* The loop of batch_syscall() without the one instruction. */
static uint64_t batch_empty(unsigned int count)
{
	uint64_t start = ticks();

	for (unsigned int i = 0; i < count; i++) {
		long result = SYS_getppid;

		__asm__ volatile("" : "+a"(result) : : "rcx", "r11", "memory");
	}
	return ticks() - start;
}

static uint64_t batch_syscall(unsigned int count)
{
	uint64_t start = ticks();

	for (unsigned int i = 0; i < count; i++) {
		long result = SYS_getppid;

		__asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
	}
	return ticks() - start;
}

static void wait_for(pid_t child)
{
	int status;

	if (child < 0)
		die("fork");
	if (waitpid(child, &status, 0) != child || status)
		die("waitpid");
}

static uint64_t batch_fork(unsigned int count)
{
	uint64_t start = ticks();

	for (unsigned int i = 0; i < count; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		wait_for(child);
	}
	return ticks() - start;
}

static uint64_t batch_exec(unsigned int count)
{
	uint64_t start = ticks();

	for (unsigned int i = 0; i < count; i++) {
		pid_t child = fork();

		if (child == 0) {
			execl(self, self, "child", NULL);
			_exit(1);
		}
		wait_for(child);
	}
	return ticks() - start;
}

static void pass_byte(int from, int to)
{
	char byte = 0;

	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		die("pipe");
}

static uint64_t batch_pipe(unsigned int count)
{
	int there[2], back[2];
	uint64_t start;
	char byte = 0;
	pid_t child;

	if (pipe(there) || pipe(back))
		die("pipe");
	child = fork();
	if (child == 0) {
		for (unsigned int i = 0; i <= count; i++)
			pass_byte(there[0], back[1]);
		_exit(0);
	}
	if (write(there[1], &byte, 1) != 1)
		die("pipe");
	start = 0;
	for (unsigned int i = 0; i < count; i++) {
		pass_byte(back[0], there[1]);
		if (i == 0)
			start = ticks();
	}
	if (read(back[0], &byte, 1) != 1)
		die("pipe");
	start = ticks() - start;
	wait_for(child);
	for (int end = 0; end < 2; end++) {
		close(there[end]);
		close(back[end]);
	}
	return start;
}

/* Two processes of one real-time priority that only yield: each yield is a switch. */
static uint64_t batch_switch(unsigned int count)
{
	struct sched_param fifo = { .sched_priority = 1 }, other = { .sched_priority = 0 };
	uint64_t start;
	pid_t child;

	if (sched_setscheduler(0, SCHED_FIFO, &fifo))
		die("sched_setscheduler");
	child = fork();
	if (child == 0) {
		for (unsigned int i = 0; i < count; i++)
			sched_yield();
		_exit(0);
	}
	sched_yield();
	start = ticks();
	for (unsigned int i = 0; i < count / 2; i++)
		sched_yield();
	start = ticks() - start;
	wait_for(child);
	sched_setscheduler(0, SCHED_OTHER, &other);
	return start;
}

static void on_signal(int number)
{
	(void)number;
}

static uint64_t batch_signal(unsigned int count)
{
	struct sigaction action = { .sa_handler = on_signal };
	pid_t me = getpid();
	uint64_t start;

	sigaction(SIGUSR1, &action, NULL);
	start = ticks();
	for (unsigned int i = 0; i < count; i++)
		kill(me, SIGUSR1);
	return ticks() - start;
}

static char *map_pages(unsigned int count)
{
	char *pages = mmap(NULL, (size_t)count * PAGE_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		die("mmap");
	return pages;
}

static uint64_t touch_pages(char *pages, unsigned int count)
{
	uint64_t start = ticks();

	for (unsigned int i = 0; i < count; i++)
		*(volatile char *)(pages + (size_t)i * PAGE_SIZE) = 1;
	return ticks() - start;
}

static uint64_t batch_fault(unsigned int count)
{
	char *pages = map_pages(count);
	uint64_t taken = touch_pages(pages, count);

	munmap(pages, (size_t)count * PAGE_SIZE);
	return taken;
}

/* The child's writes to pages it shares with its parent; it reports through shared memory. */
static uint64_t batch_copy(unsigned int count)
{
	uint64_t *taken =
		mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *pages = map_pages(count);
	uint64_t result;
	pid_t child;

	if (taken == MAP_FAILED)
		die("mmap");
	touch_pages(pages, count);
	*taken = 0;
	child = fork();
	if (child == 0) {
		*taken = touch_pages(pages, count);
		_exit(0);
	}
	wait_for(child);
	result = *taken;
	munmap(taken, PAGE_SIZE);
	munmap(pages, (size_t)count * PAGE_SIZE);
	return result;
}

static const struct {
	const char *name;
	batch_function batch;
	unsigned int count;
} benchmarks[] = {
	{ "null_system_call", batch_syscall, 1000 }, { "fork_wait", batch_fork, 20 },
	{ "fork_exec_wait", batch_exec, 20 },	     { "pipe_round_trip", batch_pipe, 200 },
	{ "context_switch", batch_switch, 400 },     { "signal", batch_signal, 200 },
	{ "page_fault", batch_fault, 128 },	     { "copy_on_write_fault", batch_copy, 128 },
};

static int by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* The first batch warms up and does not count. */
static double median_of(batch_function batch, unsigned int count)
{
	uint64_t taken[BATCHES], median;

	batch(count);
	for (int i = 0; i < BATCHES; i++)
		taken[i] = batch(count);
	qsort(taken, BATCHES, sizeof(taken[0]), by_value);
	median = taken[BATCHES / 2];
	return (double)median / count;
}

int main(int argc, char **argv)
{
	double empty;

	if (argc > 1 && !strcmp(argv[1], "child"))
		_exit(0);
	self = argv[0];
	open_console();
	setvbuf(stdout, NULL, _IOLBF, 0);
	empty = median_of(batch_empty, 1000);
	for (size_t i = 0; i < sizeof(benchmarks) / sizeof(benchmarks[0]); i++)
		printf("bench: %s %.1f\n", benchmarks[i].name,
		       median_of(benchmarks[i].batch, benchmarks[i].count) - empty);
	printf("bench: done\n");
	end_domain();
	return EXIT_SUCCESS;
}
