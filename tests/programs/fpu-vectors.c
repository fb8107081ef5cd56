// SPDX-License-Identifier: GPL-2.0
/*
 * Vector registers, as wide as the CPU has them, belong to one task: they survive switches
 * between processes and threads, fork() hands them on, execve() clears them.
 */
#include "tap.h"

#include <cpuid.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/time.h>

#define REGISTERS 16
#define WIDEST 64

struct vectors {
	uint8_t bytes[REGISTERS][WIDEST];
} __attribute__((aligned(64)));

enum width { SSE, AVX, AVX512 };

static enum width width;

static enum width find_width(void)
{
	unsigned int a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return SSE;
	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	if ((low & 0xe6) == 0xe6)
		return AVX512;
	return (low & 6) == 6 ? AVX : SSE;
}

static int used_bytes(void)
{
	return width == AVX512 ? 64 : width == AVX ? 32 : 16;
}

#define EACH(one)                                                                                  \
	one(0) one(1) one(2) one(3) one(4) one(5) one(6) one(7) one(8) one(9) one(10) one(11)      \
		one(12) one(13) one(14) one(15)

#define LOAD_SSE(n) "movdqa 64*" #n "(%0), %%xmm" #n "\n\t"
#define LOAD_AVX(n) "vmovdqa 64*" #n "(%0), %%ymm" #n "\n\t"
#define LOAD_AVX512(n) "vmovdqa64 64*" #n "(%0), %%zmm" #n "\n\t"
#define STORE_SSE(n) "movdqa %%xmm" #n ", 64*" #n "(%1)\n\t"
#define STORE_AVX(n) "vmovdqa %%ymm" #n ", 64*" #n "(%1)\n\t"
#define STORE_AVX512(n) "vmovdqa64 %%zmm" #n ", 64*" #n "(%1)\n\t"

/* Loads, executes a system call (or spins, for -1), stores; nothing between uses a vector. */
#define HOLD(load, store)                                                                          \
	__asm__ volatile(EACH(load) "testq %%rax, %%rax\n\t"                                       \
				    "js 1f\n\t"                                                    \
				    "syscall\n\t"                                                  \
				    "jmp 2f\n"                                                     \
				    "1:\tdecq %%rdx\n\t"                                           \
				    "jnz 1b\n"                                                     \
				    "2:\n\t" EACH(store)                                           \
			 :                                                                         \
			 : "r"(in), "r"(out), "a"(number), "d"(spins)                              \
			 : "rcx", "r11", "memory")

static void hold(const struct vectors *in, struct vectors *out, long number, long spins)
{
	long result = number;

	(void)result;
	if (width == AVX512)
		HOLD(LOAD_AVX512, STORE_AVX512);
	else if (width == AVX)
		HOLD(LOAD_AVX, STORE_AVX);
	else
		HOLD(LOAD_SSE, STORE_SSE);
}

static void fill(struct vectors *vectors, uint32_t seed)
{
	memset(vectors, 0, sizeof(*vectors));
	for (int i = 0; i < REGISTERS; i++)
		for (int j = 0; j < used_bytes(); j++) {
			seed = seed * 1664525 + 1013904223;
			vectors->bytes[i][j] = (uint8_t)(seed >> 24);
		}
}

/* How many of the rounds found something else than they had left. */
static int rounds(uint32_t seed, long number, int count)
{
	struct vectors in, out;
	int wrong = 0;

	for (int i = 0; i < count; i++) {
		fill(&in, seed + i);
		memset(&out, 0, sizeof(out));
		hold(&in, &out, number, 20000);
		wrong += memcmp(&in, &out, sizeof(in)) != 0;
	}
	return wrong;
}

static int one_process(void *seed)
{
	uint32_t number = (uint32_t)(uintptr_t)seed;
	int wrong = rounds(number, SYS_sched_yield, 2000);

	wrong += rounds(number + 77, -1, 300);
	wrong += rounds(number + 99, SYS_getppid, 2000);
	return wrong != 0;
}

static void check_processes(void)
{
	pid_t children[5];
	int wrong = 0;

	for (int i = 0; i < 5; i++) {
		children[i] = fork();
		require(children[i] >= 0);
		if (children[i] == 0)
			_exit(one_process((void *)(uintptr_t)(i * 1000 + 1)));
	}
	for (int i = 0; i < 5; i++)
		wrong += status_of(children[i]) != 0;
	check(wrong == 0, "five processes keep their vector registers");
}

static void *one_thread(void *seed)
{
	return (void *)(uintptr_t)one_process(seed);
}

static void check_threads(void)
{
	pthread_t threads[5];
	uintptr_t wrong = 0;
	void *result;

	for (int i = 0; i < 5; i++)
		require(pthread_create(&threads[i], NULL, one_thread,
				       (void *)(uintptr_t)(i * 5000 + 3)) == 0);
	for (int i = 0; i < 5; i++) {
		require(pthread_join(threads[i], &result) == 0);
		wrong += (uintptr_t)result;
	}
	check(wrong == 0, "five threads keep their vector registers");
}

static volatile int ticks;

/* A handler that uses vectors itself, as the C library's string functions do. */
static void tick(int signal)
{
	struct vectors in, out;

	(void)signal;
	fill(&in, 0xabcdef + ticks);
	hold(&in, &out, -1, 1);
	ticks++;
}

static void check_signals(void)
{
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { { 0, 0 }, { 0, 0 } };
	int wrong;

	require(signal(SIGALRM, tick) != SIG_ERR);
	require(setitimer(ITIMER_REAL, &often, NULL) == 0);
	wrong = rounds(4711, -1, 500) + rounds(4712, SYS_getppid, 5000);
	while (ticks < 20)
		wrong += rounds(4713 + ticks, -1, 50);
	require(setitimer(ITIMER_REAL, &never, NULL) == 0);
	check(wrong == 0, "handlers that use vectors disturb nobody");
}

/* The system call is fork(): parent and child both find what was there before. */
static void check_fork(void)
{
	struct vectors in, out;
	pid_t self = getpid();
	int same, status;

	fill(&in, 31337);
	memset(&out, 0, sizeof(out));
	hold(&in, &out, SYS_fork, 0);
	same = memcmp(&in, &out, sizeof(in)) == 0;
	if (getpid() != self)
		_exit(!same);
	require(wait(&status) > 0);
	check(same, "the parent keeps its vector registers over fork()");
	check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child has them too");
}

static void check_control(void)
{
	uint32_t mxcsr = 0x9fc0, mxcsr_after;
	uint16_t control = 0x77f, control_after;

	__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(mxcsr), "m"(control));
	for (int i = 0; i < 200; i++)
		sched_yield();
	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr_after), "=m"(control_after));
	check(mxcsr_after == mxcsr && control_after == control,
	      "rounding and precision control stay");
	mxcsr = 0x1f80;
	__asm__ volatile("ldmxcsr %0; fninit" : : "m"(mxcsr));
}

static void check_x87_stack(void)
{
	volatile long double result = 0;
	double first = 1.5, second = 2.25;

	__asm__ volatile("fldl %1; fldl %2; movl $24, %%eax; syscall; faddp; fstpt %0"
			 : "=m"(result)
			 : "m"(first), "m"(second)
			 : "rax", "rcx", "r11", "st", "st(1)");
	check(result == 3.75L, "the x87 stack stays over a system call");
}

static int starts_clean(void)
{
	struct vectors out;
	uint32_t mxcsr;
	uint16_t control;

	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
	(void)out;
	return mxcsr == 0x1f80 && control == 0x37f ? 0 : 1;
}

static int execs_itself(void *self)
{
	uint32_t mxcsr = 0x9f80;
	uint16_t control = 0x77f;
	char *arguments[] = { self, "clean", NULL };

	__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(mxcsr), "m"(control));
	execv("/proc/self/exe", arguments);
	return 2;
}

int main(int argc, char **argv)
{
	width = find_width();
	if (argc > 1 && strcmp(argv[1], "clean") == 0)
		return starts_clean();
	note("%d bytes to a register", used_bytes());
	check_processes();
	check_threads();
	check_signals();
	check_fork();
	check_control();
	check_x87_stack();
	check(in_child(execs_itself, argv[0]) == 0, "a new program starts with the initial state");
	return finish();
}
