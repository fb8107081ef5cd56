// SPDX-License-Identifier: GPL-2.0
/*
 * The vsyscall page, whose three functions static programs of before 2012 call. A kernel may be
 * without it (vsyscall=none); then every call is SIGSEGV, and that is what is checked.
 */
#include "tap.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#define PAGE 0xffffffffff600000UL

typedef long function(void *, void *, void *);
#define GETTIMEOFDAY ((function *)PAGE)
#define TIME ((function *)(PAGE + 0x400))
#define GETCPU ((function *)(PAGE + 0x800))

static int time_of_day(void *unused)
{
	struct timeval now = { 0 };
	struct timezone zone = { 77, 77 };

	(void)unused;
	return GETTIMEOFDAY(&now, &zone, NULL) || labs(now.tv_sec - time(NULL)) > 2 ||
	       now.tv_usec < 0 || now.tv_usec > 999999 || zone.tz_minuteswest == 77 ||
	       GETTIMEOFDAY(NULL, NULL, NULL);
}

static int seconds(void *unused)
{
	time_t now = 0;

	(void)unused;
	return labs(TIME(&now, NULL, NULL) - time(NULL)) > 2 || labs(now - time(NULL)) > 2 ||
	       labs(TIME(NULL, NULL, NULL) - time(NULL)) > 2;
}

static int processor(void *unused)
{
	unsigned int cpu = 1 << 20, node = 1 << 20;

	(void)unused;
	return GETCPU(&cpu, &node, NULL) || cpu >= 1 << 20 || node >= 1 << 20 ||
	       GETCPU(NULL, NULL, NULL);
}

/* Registers that a called function may not change, and the stack, are what they were. */
static int keeps_registers(void *unused)
{
	unsigned long rbx = 11, r12 = 12, r15 = 15, before, after;

	(void)unused;
	__asm__ volatile("movq %%rsp, %3\n\t"
			 "subq $256, %%rsp\n\t"
			 "andq $-16, %%rsp\n\t"
			 "movq %3, %%r13\n\t"
			 "xorl %%edi, %%edi\n\t"
			 "movq $0xffffffffff600400, %%rax\n\t"
			 "call *%%rax\n\t"
			 "movq %%r13, %%rsp\n\t"
			 "movq %%rsp, %4"
			 : "+b"(rbx), "+r"(r12), "+r"(r15), "=&r"(before), "=&r"(after)
			 :
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r13",
			   "memory", "cc");
	return rbx != 11 || r12 != 12 || r15 != 15 || before != after;
}

static int wrong_pointer(void *where)
{
	GETTIMEOFDAY(where, NULL, NULL);
	return 0;
}

static int between(void *offset)
{
	((function *)(PAGE + (uintptr_t)offset))(NULL, NULL, NULL);
	return 0;
}

static int reads(void *unused)
{
	(void)unused;
	return *(volatile char *)PAGE & 0;
}

int main(void)
{
	void *sealed = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool there = in_child(seconds, NULL) != -SIGSEGV;

	require(sealed != MAP_FAILED);
	note("the page %s", there ? "is there" : "is not there");
	check(!there || in_child(time_of_day, NULL) == 0, "gettimeofday()");
	check(!there || in_child(seconds, NULL) == 0, "time()");
	check(!there || in_child(processor, NULL) == 0, "getcpu()");
	check(!there || in_child(keeps_registers, NULL) == 0, "registers are kept");
	check(in_child(wrong_pointer, (void *)8) == -SIGSEGV, "a wrong pointer is SIGSEGV");
	check(in_child(wrong_pointer, sealed) == -SIGSEGV, "so is one to read-only memory");
	check(in_child(wrong_pointer, (void *)PAGE) == -SIGSEGV, "and one into the kernel");
	check(in_child(between, (void *)4) == -SIGSEGV, "nothing is between the functions");
	check(in_child(between, (void *)0xc00) == -SIGSEGV, "nor behind them");
	check(in_child(between, (void *)0x1000) == -SIGSEGV, "nor in the next page");
	note("reading it: %d", in_child(reads, NULL));
	return finish();
}
