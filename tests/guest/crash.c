// SPDX-License-Identifier: GPL-2.0
/* A program with three threads that dies in one of them, with known values, for a debugger. */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

volatile long crash_marker = 0x1122334455667788;
static sem_t waiting;

/* Dies with values in general and vector registers. */
__attribute__((noinline)) static void crash_here(void)
{
	__asm__ volatile("movq $0x5eed, %%r12\n\t"
			 "movq $0x7e57, %%rbx\n\t"
			 "movq %%rbx, %%xmm5\n\t"
			 "movb $1, 0x123"
			 :
			 :
			 : "r12", "rbx", "xmm5", "memory");
}

static void *waits(void *unused)
{
	sem_post(&waiting);
	pause();
	return unused;
}

static void *crashes(void *unused)
{
	crash_here();
	return unused;
}

int main(void)
{
	pthread_t one, other;

	sem_init(&waiting, 0, 0);
	if (pthread_create(&one, NULL, waits, NULL))
		return 1;
	sem_wait(&waiting);
	if (pthread_create(&other, NULL, crashes, NULL))
		return 1;
	return pthread_join(other, NULL);
}
