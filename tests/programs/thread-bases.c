// SPDX-License-Identifier: GPL-2.0
/* The bases of FS and GS: per thread, by arch_prctl and by instruction, handed on by fork. */
#include "tap.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

/* asm/prctl.h and asm/hwcap2.h */
#define SET_GS 0x1001
#define SET_FS 0x1002
#define GET_FS 0x1003
#define GET_GS 0x1004
#define GET_CPUID 0x1011
#define FSGSBASE 2

static int has_instructions;

static uint64_t gs_base(void)
{
	uint64_t base = 0;

	require(syscall(SYS_arch_prctl, GET_GS, &base) == 0);
	return base;
}

static uint64_t gs_word(void)
{
	uint64_t word;

	__asm__ volatile("movq %%gs:0, %0" : "=r"(word));
	return word;
}

static void write_gs_base(uint64_t base)
{
	if (has_instructions)
		__asm__ volatile("wrgsbase %0" : : "r"(base));
	else
		require(syscall(SYS_arch_prctl, SET_GS, base) == 0);
}

/* Its own GS, again and again while others have theirs. */
static void *own_gs(void *number)
{
	uint64_t word = (uintptr_t)number * 1000;
	uintptr_t wrong = 0;

	if ((uintptr_t)number % 2)
		require(syscall(SYS_arch_prctl, SET_GS, &word) == 0);
	else
		write_gs_base((uintptr_t)&word);
	for (int i = 0; i < 3000; i++) {
		word++;
		if (i % 3 == 0)
			sched_yield();
		wrong += gs_word() != word;
		wrong += gs_base() != (uintptr_t)&word;
	}
	return (void *)wrong;
}

static void check_threads(void)
{
	pthread_t threads[6];
	uintptr_t wrong = 0;
	void *result;

	for (uintptr_t i = 0; i < 6; i++)
		require(pthread_create(&threads[i], NULL, own_gs, (void *)(i + 1)) == 0);
	for (int i = 0; i < 6; i++) {
		require(pthread_join(threads[i], &result) == 0);
		wrong += (uintptr_t)result;
	}
	check(wrong == 0, "six threads keep their GS");
}

static int child_has(void *word)
{
	return gs_base() == (uintptr_t)word && gs_word() == 4242 ? 0 : 1;
}

static void check_gs(void)
{
	static uint64_t word = 4242;

	check(gs_base() == 0, "GS is 0 at a program's start");
	check(syscall(SYS_arch_prctl, SET_GS, &word) == 0 && gs_word() == 4242, "GS can be set");
	check(gs_base() == (uintptr_t)&word, "GS can be read");
	check(in_child(child_has, &word) == 0, "a child has the same GS");
	check_errno(syscall(SYS_arch_prctl, SET_GS, 0x800000000000), EPERM,
		    "no address that is none");
	check_errno(syscall(SYS_arch_prctl, SET_GS, 0xffff888000000000), EPERM,
		    "no address of the kernel");
	check(gs_word() == 4242, "refused ones change nothing");
}

static void check_fs(void)
{
	uint64_t base = 0, self;

	__asm__("movq %%fs:0, %0" : "=r"(self));
	check(syscall(SYS_arch_prctl, GET_FS, &base) == 0 && base == self,
	      "FS is the thread pointer");
	check_errno(syscall(SYS_arch_prctl, SET_FS, 0xffff888000000000), EPERM,
		    "it cannot be the kernel's");
	check(syscall(SYS_arch_prctl, SET_FS, base) == 0, "it can be set");
	check_errno(syscall(SYS_arch_prctl, GET_FS, 8), EFAULT, "a bad pointer is EFAULT");
	check_errno(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL, "an unknown request is EINVAL");
	check(syscall(SYS_arch_prctl, GET_CPUID, 0) == 1, "CPUID can be executed");
}

static void *nothing(void *argument)
{
	return argument;
}

static int bad_thread_pointer(void *unused)
{
	long result = syscall(SYS_clone, 0x80000 | SIGCHLD, 0, 0, 0, 0xffff888000000000);

	(void)unused;
	return result == -1 && errno == EPERM ? 0 : 1;
}

int main(void)
{
	pthread_t thread;
	void *result;

	has_instructions = !!(getauxval(AT_HWCAP2) & FSGSBASE);
	note("FSGSBASE instructions: %s", has_instructions ? "yes" : "no");
	check_gs();
	check_fs();
	check_threads();
	check(in_child(bad_thread_pointer, NULL) == 0,
	      "clone refuses a thread pointer of the kernel's");
	require(pthread_create(&thread, NULL, nothing, (void *)5) == 0);
	require(pthread_join(thread, &result) == 0);
	check(result == (void *)5, "threads still start");
	return finish();
}
