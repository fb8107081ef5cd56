// SPDX-License-Identifier: GPL-2.0
/* What a program finds at its first instruction: registers, stack, auxiliary vector, layout. */
#include "tap.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

extern char **environ;

/* The vector itself, found behind the environment as the ABI has it. */
static const ElfW(auxv_t) * vector(void)
{
	char **end = environ;

	while (*end)
		end++;
	return (const void *)(end + 1);
}

static const ElfW(auxv_t) * entry(unsigned long type)
{
	for (const ElfW(auxv_t) *at = vector(); at->a_type != AT_NULL; at++) {
		if (at->a_type == type)
			return at;
	}
	return NULL;
}

static unsigned long value(unsigned long type)
{
	return entry(type) ? entry(type)->a_un.a_val : 0;
}

static void check_vector(char **argv)
{
	const ElfW(Phdr) *headers = (const void *)value(AT_PHDR);
	const unsigned char *random = (const void *)value(AT_RANDOM);
	unsigned int eax = 1, ebx, ecx = 0, edx;
	int sum = 0, loads = 0;

	check(value(AT_PAGESZ) == 4096, "AT_PAGESZ");
	check(value(AT_CLKTCK) == 100, "AT_CLKTCK");
	check(value(AT_PHENT) == sizeof(ElfW(Phdr)), "AT_PHENT");
	check(entry(AT_UID) && value(AT_UID) == getuid() && value(AT_EUID) == geteuid() &&
		      value(AT_GID) == getgid() && value(AT_EGID) == getegid(),
	      "user and group ids");
	check(entry(AT_SECURE) && value(AT_SECURE) == 0, "AT_SECURE is 0");
	for (unsigned long i = 0; i < value(AT_PHNUM); i++)
		loads += headers[i].p_type == PT_LOAD;
	check(loads >= 2, "AT_PHDR shows the program headers");
	for (int i = 0; i < 16; i++)
		sum += random[i] != 0;
	check(sum > 4, "AT_RANDOM has random bytes");
	check(strcmp((char *)value(AT_PLATFORM), "x86_64") == 0, "AT_PLATFORM");
	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	check((unsigned int)value(AT_HWCAP) == edx, "AT_HWCAP is CPUID 1's EDX");
	check(access((char *)value(AT_EXECFN), X_OK) == 0, "AT_EXECFN names an executable");
	check(argv[0] != NULL, "argv[0]");
	check(value(AT_ENTRY) != 0, "AT_ENTRY");
	check(entry(AT_MINSIGSTKSZ) && value(AT_MINSIGSTKSZ) >= 800 &&
		      value(AT_MINSIGSTKSZ) < 65536,
	      "AT_MINSIGSTKSZ is sensible");
}

static void check_floating_point(void)
{
	uint32_t mxcsr;
	uint16_t control;
	uint64_t flags;

	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
	check((mxcsr & 0xffc0) == 0x1f80, "MXCSR is as the ABI has it");
	check(control == 0x37f, "the x87 control word is as the ABI has it");
	__asm__ volatile("pushfq; popq %0" : "=r"(flags));
	check((flags & 0x700) == 0x200, "the direction and trap flags are clear");
}

static void check_layout(void)
{
	static int data = 1;
	int local;
	uintptr_t stack = (uintptr_t)&local, break_end = (uintptr_t)syscall(SYS_brk, 0);
	char *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(stack > 0x7f0000000000 && stack < 0x7ffffffff000,
	      "the stack is at the end of the half");
	check((uintptr_t)map > 0x7e0000000000 && (uintptr_t)map < stack, "mappings are below it");
	check(break_end >= (uintptr_t)&data, "the break is behind the program's data");
	check(reading(NULL) == -SIGSEGV && reading(4095) == -SIGSEGV, "page 0 is not there");
	munmap(map, 4096);
}

/* Prints addresses of a fresh process for the parent to compare. */
static int second_life(void)
{
	static int data;
	int local;
	void *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const unsigned char *random = (const void *)value(AT_RANDOM);
	uint64_t seed;

	memcpy(&seed, random, 8);
	dprintf(1, "%lx %lx %lx %lx %lx\n", (unsigned long)(uintptr_t)&local,
		(unsigned long)(uintptr_t)map, (unsigned long)syscall(SYS_brk, 0),
		(unsigned long)(uintptr_t)&data, (unsigned long)seed);
	return 0;
}

static void ask(unsigned long *answer)
{
	int ends[2];
	char text[200] = "";
	pid_t pid;

	require(pipe(ends) == 0);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		execl("/proc/self/exe", "start-state", "second", NULL);
		_exit(9);
	}
	require(status_of(pid) == 0 && read(ends[0], text, sizeof(text) - 1) > 0);
	require(sscanf(text, "%lx %lx %lx %lx %lx", answer, answer + 1, answer + 2, answer + 3,
		       answer + 4) == 5);
	close(ends[0]);
	close(ends[1]);
}

static void check_randomness(void)
{
	static const char *const names[] = { "stack", "mappings", "break", "program", "AT_RANDOM" };
	unsigned long answers[6][5];
	int differ[5] = { 0 };

	for (int i = 0; i < 6; i++)
		ask(answers[i]);
	for (int i = 1; i < 6; i++) {
		for (int n = 0; n < 5; n++)
			differ[n] += answers[i][n] != answers[0][n];
	}
	for (int n = 0; n < 5; n++) {
		const ElfW(Phdr) *headers = (const void *)value(AT_PHDR);
		/* A program at a fixed address, the headers in its first page, does not move. */
		if (n == 3 && (uintptr_t)headers < 0x1000000)
			check(differ[n] == 0, "the program does not move");
		else
			check(differ[n] >= 3, "%s: random", names[n]);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return second_life();
	check_floating_point();
	check_vector(argv);
	check_layout();
	check_randomness();
	return finish();
}
