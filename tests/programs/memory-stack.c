// SPDX-License-Identifier: GPL-2.0
/* The stack grows as far as its limit allows, and a program that goes beyond dies of SIGSEGV. */
#include "tap.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>

static __attribute__((noinline)) int uses_stack(size_t left)
{
	volatile char block[16384];

	block[0] = (char)left;
	block[1] = 0;
	block[sizeof(block) - 1] = 1;
	if (left <= sizeof(block))
		return block[sizeof(block) - 1];
	return uses_stack(left - sizeof(block)) + block[1];
}

static int recurses(void *size)
{
	return uses_stack((size_t)size) == 1 ? 0 : 1;
}

static volatile int deep_signal, deep_near;
static char alternate[65536];
static volatile uintptr_t lowest;
static volatile int depth_limit = 1 << 30;

static void overflows(int signal, siginfo_t *info, void *context)
{
	(void)context;
	deep_near = (uintptr_t)info->si_addr >= lowest - 65536 &&
		    (uintptr_t)info->si_addr < lowest + 65536;
	deep_signal = signal;
	_exit(signal == SIGSEGV && deep_near ? 7 : 8);
}

static __attribute__((noinline)) int for_ever(int depth)
{
	volatile char block[1024];

	block[0] = (char)depth;
	lowest = (uintptr_t)block;
	if (depth == depth_limit)
		return 0;
	return for_ever(depth + 1) + block[0];
}

static int overflow_is_caught(void *unused)
{
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	struct sigaction action = { .sa_sigaction = overflows,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };

	(void)unused;
	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	return for_ever(0);
}

static int overflow_is_handled_on_itself(void *unused)
{
	struct sigaction action = { .sa_sigaction = overflows, .sa_flags = SA_SIGINFO };

	(void)unused;
	sigaction(SIGSEGV, &action, NULL);
	return for_ever(0);
}

static int overflow_kills(void *unused)
{
	(void)unused;
	return for_ever(0);
}

static int far_below(void *distance)
{
	char here;

	return tap_write_byte((char *)((uintptr_t)&here - (uintptr_t)distance));
}

static void *thread_overflows(void *unused)
{
	(void)unused;
	return (void *)(long)for_ever(0);
}

static int thread_overflow_kills(void *unused)
{
	pthread_t thread;

	(void)unused;
	pthread_create(&thread, NULL, thread_overflows, NULL);
	pthread_join(thread, NULL);
	return 0;
}

/* A system call may be the first to touch a page of the stack. */
static int system_call_grows(void *unused)
{
	char big[512 * 1024];
	int ends[2];

	(void)unused;
	if (pipe(ends) || write(ends[1], "stack", 5) != 5)
		return 1;
	return read(ends[0], big, 5) == 5 && memcmp(big, "stack", 5) == 0 ? 0 : 2;
}

int main(void)
{
	struct rlimit limit;

	require(getrlimit(RLIMIT_STACK, &limit) == 0);
	limit.rlim_cur = 8 << 20;
	require(setrlimit(RLIMIT_STACK, &limit) == 0);
	check(in_child(recurses, (void *)(256UL << 10)) == 0, "256 KiB of stack");
	check(in_child(recurses, (void *)(7UL << 20)) == 0, "7 MiB of stack under a limit of 8");
	check(in_child(recurses, (void *)(9UL << 20)) == -SIGSEGV, "9 MiB are too much");
	check(in_child(overflow_kills, NULL) == -SIGSEGV, "endless recursion dies of SIGSEGV");
	check(in_child(overflow_is_caught, NULL) == 7, "a handler on another stack is told where");
	check(in_child(overflow_is_handled_on_itself, NULL) == -SIGSEGV,
	      "a handler without a stack cannot run");
	check(in_child(far_below, (void *)(1UL << 20)) == 0, "1 MiB below the stack it grows");
	check(in_child(far_below, (void *)(64UL << 20)) == -SIGSEGV, "64 MiB below it does not");
	check(in_child(thread_overflow_kills, NULL) == -SIGSEGV, "a thread's guard page holds");
	check(in_child(system_call_grows, NULL) == 0, "a system call grows the stack");
	limit.rlim_cur = 1 << 20;
	require(setrlimit(RLIMIT_STACK, &limit) == 0);
	check(in_child(recurses, (void *)(2UL << 20)) == -SIGSEGV, "a lower limit holds at once");
	return finish();
}
