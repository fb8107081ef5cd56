// SPDX-License-Identifier: GPL-2.0
/* Threads: create, join, thread-local storage, cancel, locks, conditions, many at a time. */
#include "tap.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/syscall.h>

static __thread int local = 11;
static __thread char large_local[8192];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int turn, sum;

static void *uses_local(void *value)
{
	int before = local;

	for (int i = 0; i < 100; i++) {
		local = (int)(long)value + i;
		large_local[i] = (char)i;
		if (i % 10 == 0)
			sched_yield();
		if (local != (int)(long)value + i)
			return NULL;
	}
	return before == 11 ? value : NULL;
}

static void check_local(void)
{
	pthread_t threads[8];
	void *result;
	int right = 0;

	for (long i = 0; i < 8; i++)
		require(pthread_create(&threads[i], NULL, uses_local, (void *)(i * 1000 + 1)) == 0);
	for (long i = 0; i < 8; i++) {
		pthread_join(threads[i], &result);
		right += result == (void *)(i * 1000 + 1);
	}
	check(right == 8, "eight threads have eight thread-local storages");
	check(local == 11, "the first thread's stays");
}

static void *takes_turns(void *self)
{
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&mutex);
		while (turn != (int)(long)self)
			pthread_cond_wait(&condition, &mutex);
		sum++;
		turn = !turn;
		pthread_cond_broadcast(&condition);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void check_condition(void)
{
	pthread_t threads[2];
	struct timespec past = { 1, 0 };

	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, takes_turns, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	check(sum == 200, "two threads take turns two hundred times");
	pthread_mutex_lock(&mutex);
	check(pthread_cond_timedwait(&condition, &mutex, &past) == ETIMEDOUT,
	      "a wait with a limit in the past ends");
	pthread_mutex_unlock(&mutex);
}

static int cleaned;

static void clean(void *unused)
{
	(void)unused;
	cleaned++;
}

static void *waits_for_ever(void *unused)
{
	(void)unused;
	pthread_cleanup_push(clean, NULL);
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	return NULL;
}

static void *computes_for_ever(void *unused)
{
	(void)unused;
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;)
		__asm__ volatile("");
	return NULL;
}

static void check_cancel(void)
{
	pthread_t thread;
	void *result;

	pthread_create(&thread, NULL, waits_for_ever, NULL);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	check(result == PTHREAD_CANCELED, "a waiting thread is cancelled");
	pthread_create(&thread, NULL, waits_for_ever, NULL);
	sleep_ms(50);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	check(result == PTHREAD_CANCELED && cleaned >= 1, "its clean-up handler runs");
	pthread_create(&thread, NULL, computes_for_ever, NULL);
	sleep_ms(20);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	check(result == PTHREAD_CANCELED, "a computing thread is cancelled");
}

static void *gives_identity(void *unused)
{
	(void)unused;
	return (void *)(long)(syscall(SYS_gettid) != getpid() && getpid() == (int)(long)unused);
}

static void *ends_process(void *unused)
{
	(void)unused;
	_exit(23);
}

static int thread_ends_all(void *unused)
{
	pthread_t thread;

	(void)unused;
	pthread_create(&thread, NULL, ends_process, NULL);
	pthread_join(thread, NULL);
	return 1;
}

static void *late_exit(void *unused)
{
	(void)unused;
	sleep_ms(30);
	exit(24);
}

static int first_thread_leaves(void *unused)
{
	pthread_t thread;

	(void)unused;
	pthread_create(&thread, NULL, late_exit, NULL);
	pthread_exit(NULL);
}

static void check_process(void)
{
	pthread_t thread;
	void *result;

	pthread_create(&thread, NULL, gives_identity, (void *)(long)getpid());
	pthread_join(thread, &result);
	check(result != NULL, "a thread shares the pid and has a tid of its own");
	check(in_child(thread_ends_all, NULL) == 23, "a thread ends the process");
	check(in_child(first_thread_leaves, NULL) == 24,
	      "the first thread may leave before others");
}

static sem_t semaphore;
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static int written;

static void *meets(void *unused)
{
	(void)unused;
	sem_wait(&semaphore);
	pthread_rwlock_wrlock(&rwlock);
	written++;
	pthread_rwlock_unlock(&rwlock);
	return (void *)(long)(pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void check_meeting(void)
{
	pthread_t threads[40];
	void *result;
	int serial = 0;

	sem_init(&semaphore, 0, 0);
	pthread_barrier_init(&barrier, NULL, 40);
	for (int i = 0; i < 40; i++)
		require(pthread_create(&threads[i], NULL, meets, NULL) == 0);
	for (int i = 0; i < 40; i++)
		sem_post(&semaphore);
	for (int i = 0; i < 40; i++) {
		pthread_join(threads[i], &result);
		serial += result != NULL;
	}
	check(serial == 1, "forty threads meet at a barrier");
	pthread_rwlock_rdlock(&rwlock);
	check(written == 40, "each held the lock once");
	pthread_rwlock_unlock(&rwlock);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_count;

static void count_once(void)
{
	once_count++;
}

static void *runs_once(void *unused)
{
	pthread_once(&once, count_once);
	return unused;
}

static void check_many(void)
{
	pthread_t thread;
	int made = 0;

	for (int i = 0; i < 300; i++) {
		if (pthread_create(&thread, NULL, runs_once, NULL) == 0 &&
		    pthread_join(thread, NULL) == 0)
			made++;
	}
	check(made == 300 && once_count == 1, "three hundred threads in turn");
}

int main(void)
{
	alarm(120);
	check_local();
	check_condition();
	check_cancel();
	check_process();
	check_meeting();
	check_many();
	return finish();
}
