// SPDX-License-Identifier: GPL-2.0
/*
 * The 128 bytes below the stack pointer belong to the program, whatever interrupts it: timer
 * interrupts, page faults, system calls, signals.
 */
#include "tap.h"

#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

static volatile long signals;

static void count(int signal)
{
	volatile char block[512];

	(void)signal;
	for (unsigned int i = 0; i < sizeof(block); i++)
		block[i] = (char)0xee;
	signals++;
}

/*
 * Fills the red zone, does the given thing and compares: 0 when nothing changed. The thing is
 * a system call when number is not negative, else a store to *touch, which may fault.
 */
static long disturb(long number, volatile char *touch, uint64_t seed)
{
	long wrong;

	__asm__ volatile("leaq -256(%%rsp), %%rsp\n\t"
			 "movq %3, %%rdx\n\t"
			 "movl $-16, %%ebx\n\t"
			 "movslq %%ebx, %%rbx\n"
			 "1:\n\t"
			 "movq %%rdx, (%%rsp,%%rbx,8)\n\t"
			 "incq %%rbx\n\t"
			 "jnz 1b\n\t"
			 "movq %1, %%rax\n\t"
			 "testq %%rax, %%rax\n\t"
			 "js 2f\n\t"
			 "syscall\n\t"
			 "jmp 3f\n"
			 "2:\n\t"
			 "movb $1, (%2)\n"
			 "3:\n\t"
			 "movl $20, %%ecx\n"
			 "4:\n\t"
			 "pause\n\t"
			 "decl %%ecx\n\t"
			 "jnz 4b\n\t"
			 "xorl %%eax, %%eax\n\t"
			 "movq $-16, %%rbx\n"
			 "5:\n\t"
			 "cmpq %%rdx, (%%rsp,%%rbx,8)\n\t"
			 "je 6f\n\t"
			 "incq %%rax\n"
			 "6:\n\t"
			 "incq %%rbx\n\t"
			 "jnz 5b\n\t"
			 "leaq 256(%%rsp), %%rsp"
			 : "=&a"(wrong)
			 : "r"(number), "r"(touch), "r"(seed)
			 : "rbx", "rcx", "rdx", "r11", "memory", "cc");
	return wrong;
}

static long stress(long number, char *pages, long rounds)
{
	long wrong = 0;

	for (long i = 0; i < rounds; i++) {
		if (pages && i % 64 == 0)
			madvise(pages, 64 * 4096, MADV_DONTNEED);
		wrong += disturb(number, pages ? pages + i % 64 * 4096 : NULL, 0x1234567 * (i + 1));
	}
	return wrong;
}

int main(void)
{
	struct sigaction action = { .sa_handler = count, .sa_flags = SA_RESTART };
	struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
	char *pages =
		mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pid_t competitor;

	require(pages != MAP_FAILED);
	check(stress(-1, pages, 20000) == 0, "page faults leave the red zone alone");
	check(stress(SYS_getppid, NULL, 80000) == 0, "system calls leave it alone");
	check(stress(SYS_sched_yield, NULL, 20000) == 0, "task switches leave it alone");
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	check(stress(SYS_getppid, NULL, 80000) == 0, "signals during system calls leave it alone");
	check(stress(-1, pages, 20000) == 0, "signals during page faults leave it alone");
	check(signals > 0, "there were signals");
	memset(&often, 0, sizeof(often));
	setitimer(ITIMER_REAL, &often, NULL);
	competitor = fork();
	if (competitor == 0) {
		for (;;)
			kill(getppid(), SIGUSR1), sched_yield();
	}
	signals = 0;
	check(stress(SYS_getppid, NULL, 80000) == 0,
	      "a competing process that sends signals leaves it alone");
	while (!signals)
		sched_yield();
	kill(competitor, SIGKILL);
	status_of(competitor);
	return finish();
}
