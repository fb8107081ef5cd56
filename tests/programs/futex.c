// SPDX-License-Identifier: GPL-2.0
/* Futexes: wait, wake, requeue, bitsets, time limits, robust lists, priority inheritance. */
#include "tap.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static uint32_t word, other;
static int woken;

static long futex(uint32_t *address, int operation, uint32_t value, const struct timespec *limit,
		  uint32_t *second, uint32_t third)
{
	return syscall(SYS_futex, address, operation, value, limit, second, third);
}

static void *waiter(void *unused)
{
	(void)unused;
	if (futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0)
		__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

/* Wakes until count threads were woken: they may not all be waiting yet. */
static int wake_all(uint32_t *address, int operation, int count)
{
	int sum = 0;

	for (int tries = 0; tries < 5000 && sum < count; tries++) {
		sum += futex(address, operation, 1, NULL, NULL, 0);
		if (sum < count)
			sleep_ms(1);
	}
	return sum;
}

static void check_wake(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		require(pthread_create(&threads[i], NULL, waiter, NULL) == 0);
	check(wake_all(&word, FUTEX_WAKE, 4) == 4, "four waiters are woken one by one");
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	check(woken == 4, "all of them came back");
	check(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0) == 0, "nobody is left to wake");
}

static void check_requeue(void)
{
	pthread_t threads[3];
	int moved = 0;

	woken = 0;
	for (int i = 0; i < 3; i++)
		require(pthread_create(&threads[i], NULL, waiter, NULL) == 0);
	for (int tries = 0; tries < 5000 && moved < 3; tries++) {
		moved += futex(&word, FUTEX_CMP_REQUEUE, 0, (void *)3UL, &other, word);
		sleep_ms(1);
	}
	check(moved == 3, "three waiters are moved to another word");
	check(futex(&word, FUTEX_WAKE, 9, NULL, NULL, 0) == 0, "none is left at the first");
	check(futex(&other, FUTEX_WAKE, 9, NULL, NULL, 0) == 3, "all three wake at the second");
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	check_errno(futex(&word, FUTEX_CMP_REQUEUE, 0, (void *)3UL, &other, word + 1), EAGAIN,
		    "requeue with another value");
}

static void check_limits(void)
{
	struct timespec soon = { 0, 20000000 }, bad = { 0, 1000000000 }, then;

	check_errno(futex(&word, FUTEX_WAIT, 1, NULL, NULL, 0), EAGAIN, "the value has changed");
	check_errno(futex(&word, FUTEX_WAIT, 0, &soon, NULL, 0), ETIMEDOUT, "a relative limit");
	clock_gettime(CLOCK_MONOTONIC, &then);
	check_errno(futex(&word, FUTEX_WAIT_BITSET, 0, &then, NULL, 1), ETIMEDOUT,
		    "an absolute limit that has passed");
	check_errno(futex(&word, FUTEX_WAIT, 0, &bad, NULL, 0), EINVAL, "a bad limit");
	check_errno(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), EINVAL, "an empty bitset");
	check_errno(futex((uint32_t *)((char *)&word + 1), FUTEX_WAIT, 0, NULL, NULL, 0), EINVAL,
		    "a word that is not aligned");
	check_errno(futex((uint32_t *)8, FUTEX_WAIT, 0, NULL, NULL, 0), EFAULT, "an unmapped word");
	check_errno(futex((uint32_t *)0x800000000000, FUTEX_WAIT, 0, NULL, NULL, 0), EFAULT,
		    "a word beyond programs' half");
	check_errno(futex(&word, 99, 0, NULL, NULL, 0), ENOSYS, "an unknown operation");
}

static void nothing(int signal)
{
	(void)signal;
}

static int waits_interrupted(void *unused)
{
	struct sigaction action = { .sa_handler = nothing };

	(void)unused;
	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	if (futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) != -1)
		return 1;
	return errno == EINTR ? 0 : 2;
}

static void check_between_processes(void)
{
	uint32_t *shared =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	require(shared != MAP_FAILED);
	pid = fork();
	if (pid == 0)
		_exit(futex(shared, FUTEX_WAIT, 0, NULL, NULL, 0) != 0);
	check(wake_all(shared, FUTEX_WAKE, 1) == 1, "a waiter in another process is woken");
	check(status_of(pid) == 0, "and comes back");
	check(in_child(waits_interrupted, NULL) == 0, "a signal ends a wait with EINTR");
}

static void *wake_operation(void *unused)
{
	(void)unused;
	/* Adds 5 to other; wakes a waiter of word, and one of other if it was 0. */
	for (int tries = 0; tries < 5000; tries++) {
		if (futex(&word, FUTEX_WAKE_OP, 1, (void *)1UL, &other,
			  FUTEX_OP(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_EQ, 0)) > 0)
			return (void *)1;
		__atomic_store_n(&other, 0, __ATOMIC_SEQ_CST);
		sleep_ms(1);
	}
	return NULL;
}

static void check_wake_operation(void)
{
	pthread_t thread;
	void *result;

	other = 0;
	require(pthread_create(&thread, NULL, wake_operation, NULL) == 0);
	check(futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0, "FUTEX_WAKE_OP wakes");
	pthread_join(thread, &result);
	check(result && other == 5, "FUTEX_WAKE_OP does its arithmetic");
	check_errno(futex(&word, FUTEX_WAKE_OP, 1, (void *)1UL, (uint32_t *)16, 0), EFAULT,
		    "FUTEX_WAKE_OP on an unmapped word");
	other = 0;
	check(mprotect((void *)((uintptr_t)&other & -4096), 4096, PROT_READ | PROT_WRITE) == 0 &&
		      futex(&word, FUTEX_WAKE_OP, 0, NULL, &other,
			    FUTEX_OP(FUTEX_OP_OR, 0x70, FUTEX_OP_CMP_EQ, 1)) == 0 &&
		      other == 0x70,
	      "FUTEX_WAKE_OP or");
	futex(&word, FUTEX_WAKE_OP, 0, NULL, &other,
	      FUTEX_OP(FUTEX_OP_ANDN, 0x10, FUTEX_OP_CMP_EQ, 1));
	check(other == 0x60, "FUTEX_WAKE_OP and-not");
	futex(&word, FUTEX_WAKE_OP, 0, NULL, &other,
	      FUTEX_OP(FUTEX_OP_XOR, 0xff, FUTEX_OP_CMP_EQ, 1));
	check(other == 0x9f, "FUTEX_WAKE_OP exclusive or");
	futex(&word, FUTEX_WAKE_OP, 0, NULL, &other, FUTEX_OP(FUTEX_OP_SET, 3, FUTEX_OP_CMP_EQ, 1));
	check(other == 3, "FUTEX_WAKE_OP set");
}

static pthread_mutex_t robust, inheriting;

static void *dies_with_lock(void *mutex)
{
	pthread_mutex_lock(mutex);
	return NULL;
}

static void *counts(void *counter)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&inheriting);
		(*(volatile int *)counter)++;
		if (i % 16 == 0)
			sched_yield();
		pthread_mutex_unlock(&inheriting);
	}
	return NULL;
}

static void check_mutexes(void)
{
	pthread_mutexattr_t attributes;
	pthread_t threads[4];
	int counter = 0;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&robust, &attributes);
	pthread_create(&threads[0], NULL, dies_with_lock, &robust);
	pthread_join(threads[0], NULL);
	check(pthread_mutex_lock(&robust) == EOWNERDEAD, "a dead owner's robust mutex is found");
	check(pthread_mutex_consistent(&robust) == 0 && pthread_mutex_unlock(&robust) == 0,
	      "and made consistent again");

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
	check(pthread_mutex_init(&inheriting, &attributes) == 0, "priority inheritance exists");
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, counts, &counter);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	check(counter == 800, "four threads count under a priority inheriting mutex");
}

int main(void)
{
	alarm(60);
	check_wake();
	check_requeue();
	check_limits();
	check_between_processes();
	check_wake_operation();
	check_mutexes();
	return finish();
}
