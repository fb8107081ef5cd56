// SPDX-License-Identifier: GPL-2.0
/* Registers and floating-point state survive switches between processes and threads. */
#include "tap.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>

/* Holds a pattern in registers while time passes; 0 when all are unchanged. */
static long hold(uint64_t seed, long rounds)
{
	uint64_t after[8];

	__asm__ volatile("movq %1, %%rbx\n\t"
			 "leaq 1(%1), %%r12\n\t"
			 "leaq 2(%1), %%r13\n\t"
			 "leaq 3(%1), %%r14\n\t"
			 "leaq 4(%1), %%r15\n\t"
			 "movq %%rbx, %%xmm0\n\t"
			 "movq %%r12, %%xmm7\n\t"
			 "movq %%r13, %%xmm15\n\t"
			 "movq %2, %%rcx\n"
			 "1:\n\t"
			 "decq %%rcx\n\t"
			 "jnz 1b\n\t"
			 "movq %%rbx, 0(%0)\n\t"
			 "movq %%r12, 8(%0)\n\t"
			 "movq %%r13, 16(%0)\n\t"
			 "movq %%r14, 24(%0)\n\t"
			 "movq %%r15, 32(%0)\n\t"
			 "movq %%xmm0, 40(%0)\n\t"
			 "movq %%xmm7, 48(%0)\n\t"
			 "movq %%xmm15, 56(%0)"
			 :
			 : "r"(after), "r"(seed), "r"(rounds)
			 : "rbx", "rcx", "r12", "r13", "r14", "r15", "xmm0", "xmm7", "xmm15",
			   "memory", "cc");
	for (int i = 0; i < 5; i++) {
		if (after[i] != seed + i)
			return 1;
	}
	return after[5] != seed || after[6] != seed + 1 || after[7] != seed + 2;
}

/* x87 and MXCSR: a control word of one's own must stay one's own. */
static int control(uint32_t rounding, long rounds)
{
	uint32_t mxcsr = 0x1f80 | rounding << 13, mxcsr_after;
	uint16_t word = 0x37f & ~0xc00, word_after;

	word |= (uint16_t)(rounding << 10);
	__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(mxcsr), "m"(word));
	for (long i = 0; i < rounds; i++)
		sched_yield();
	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr_after), "=m"(word_after));
	return mxcsr_after != mxcsr || word_after != word;
}

static int lives(void *number)
{
	uint64_t seed = (uint64_t)(uintptr_t)number * 0x1000000001;
	int wrong = 0;

	for (int i = 0; i < 30; i++) {
		wrong += hold(seed + i * 16, 200000) != 0;
		wrong += control((uint32_t)(uintptr_t)number & 3, 20);
	}
	return wrong != 0;
}

static void *lives_as_thread(void *number)
{
	return (void *)(long)lives(number);
}

static void check_processes(void)
{
	pid_t children[4];
	int wrong = 0;

	for (long i = 0; i < 4; i++) {
		children[i] = fork();
		require(children[i] >= 0);
		if (children[i] == 0)
			_exit(lives((void *)(i + 1)));
	}
	for (int i = 0; i < 4; i++)
		wrong += status_of(children[i]) != 0;
	check(wrong == 0, "four processes keep their registers");
}

static void check_threads(void)
{
	pthread_t threads[4];
	void *result;
	int wrong = 0;

	for (long i = 0; i < 4; i++)
		require(pthread_create(&threads[i], NULL, lives_as_thread, (void *)(i + 1)) == 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		wrong += result != NULL;
	}
	check(wrong == 0, "four threads keep their registers");
}

static void check_inheritance(void)
{
	uint32_t mxcsr = 0x3f80, after;
	int wrong;
	pid_t pid;

	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	pid = fork();
	if (pid == 0) {
		__asm__ volatile("stmxcsr %0" : "=m"(after));
		_exit(after != mxcsr);
	}
	wrong = status_of(pid);
	mxcsr = 0x1f80;
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	check(wrong == 0, "a child inherits floating-point control");
}

int main(void)
{
	check_processes();
	check_threads();
	check_inheritance();
	return finish();
}
