// SPDX-License-Identifier: GPL-2.0
/* prctl, arch_prctl, limits, priorities, sessions, seccomp, rseq, membarrier, random numbers. */
#include "tap.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define SET_GS 0x1001
#define SET_FS 0x1002
#define GET_FS 0x1003
#define GET_GS 0x1004

static void check_prctl(void)
{
	char name[16] = "";
	int signal = 0;

	check(prctl(PR_SET_NAME, "a rather long name") == 0 && prctl(PR_GET_NAME, name) == 0 &&
		      !strcmp(name, "a rather long n"),
	      "a thread has a name of 15 characters");
	check(prctl(PR_SET_PDEATHSIG, SIGHUP) == 0 && prctl(PR_GET_PDEATHSIG, &signal) == 0 &&
		      signal == SIGHUP,
	      "a signal when the parent dies");
	prctl(PR_SET_PDEATHSIG, 0);
	check(prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_GET_DUMPABLE) == 0, "dumpable");
	prctl(PR_SET_DUMPABLE, 1);
	check(prctl(PR_GET_TSC, &signal) == 0 && signal == PR_TSC_ENABLE &&
		      prctl(PR_SET_TSC, PR_TSC_ENABLE) == 0,
	      "the cycle counter may be read");
	check_errno(prctl(12345), EINVAL, "no such operation");
}

static unsigned long base_of_gs(void)
{
	unsigned long base = 0;

	return syscall(SYS_arch_prctl, GET_GS, &base) ? 1 : base;
}

static int gs_works(void *unused)
{
	static uint64_t block[4] = { 1, 2, 0x123456789a, 4 };
	uint64_t value;

	(void)unused;
	if (syscall(SYS_arch_prctl, SET_GS, block) || base_of_gs() != (uintptr_t)block)
		return 1;
	__asm__ volatile("movq %%gs:16, %0" : "=r"(value));
	if (value != 0x123456789a)
		return 2;
	for (int i = 0; i < 100; i++)
		sched_yield();
	__asm__ volatile("movq %%gs:16, %0" : "=r"(value));
	return value == 0x123456789a && base_of_gs() == (uintptr_t)block ? 0 : 3;
}

static int gs_is_inherited(void *unused)
{
	static uint64_t block[1] = { 77 };
	uint64_t value;
	pid_t pid;

	(void)unused;
	syscall(SYS_arch_prctl, SET_GS, block);
	pid = fork();
	if (pid == 0) {
		__asm__ volatile("movq %%gs:0, %0" : "=r"(value));
		_exit((int)value);
	}
	return status_of(pid);
}

static void check_bases(void)
{
	unsigned long base = 0;

	check(syscall(SYS_arch_prctl, GET_FS, &base) == 0 && base == *(unsigned long *)base,
	      "FS points at the thread's control block");
	check(base_of_gs() == 0, "GS is 0");
	check(in_child(gs_works, NULL) == 0, "GS is set and survives switches");
	check(in_child(gs_is_inherited, NULL) == 77, "GS is inherited");
	check_errno(syscall(SYS_arch_prctl, SET_GS, 0x8000000000000000), EPERM,
		    "GS cannot point outside programs' half");
	check_errno(syscall(SYS_arch_prctl, SET_FS, 0xffffffff80000000), EPERM, "nor can FS");
	check_errno(syscall(SYS_arch_prctl, GET_FS, 8UL), EFAULT, "a bad pointer");
	check_errno(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL, "no such base");
}

static int opens_too_many(void *unused)
{
	struct rlimit limit = { 20, 20 };

	(void)unused;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return 1;
	for (int i = 0; i < 30; i++) {
		if (dup(0) < 0)
			return errno == EMFILE ? 0 : 2;
	}
	return 3;
}

static int writes_too_much(void *handled)
{
	struct rlimit limit = { 1000, 1000 };
	char name[] = "/tmp/rumproast-limit-XXXXXX";
	int file = mkstemp(name);
	static char block[2000];

	unlink(name);
	if (handled)
		signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) || write(file, block, 2000) != 1000)
		return 1;
	return write(file, block, 1) == -1 && errno == EFBIG ? 0 : 2;
}

static int computes_too_long(void *unused)
{
	struct rlimit limit = { 1, 2 };

	(void)unused;
	setrlimit(RLIMIT_CPU, &limit);
	for (;;)
		__asm__ volatile("");
	return 0;
}

static void check_limits(void)
{
	struct rlimit limit, bad = { 5, 4 };

	check(in_child(opens_too_many, NULL) == 0, "RLIMIT_NOFILE is EMFILE");
	check(in_child(writes_too_much, NULL) == -SIGXFSZ, "RLIMIT_FSIZE is SIGXFSZ");
	check(in_child(writes_too_much, "handled") == 0, "or EFBIG");
	check(in_child(computes_too_long, NULL) == -SIGXCPU, "RLIMIT_CPU is SIGXCPU");
	check_errno(setrlimit(RLIMIT_NOFILE, &bad), EINVAL, "a soft limit above the hard one");
	check_errno(getrlimit(99, &limit), EINVAL, "no such limit");
	check(prlimit(getpid(), RLIMIT_STACK, NULL, &limit) == 0 && limit.rlim_cur > 0, "prlimit");
}

static int in_new_session(void *unused)
{
	(void)unused;
	if (setsid() != getpid() || getsid(0) != getpid() || getpgrp() != getpid())
		return 1;
	return setsid() == -1 && errno == EPERM ? 0 : 2;
}

static void check_scheduling(void)
{
	int before = getpriority(PRIO_PROCESS, 0);
	struct sched_param parameter = { 0 };
	cpu_set_t set;

	check(in_child(in_new_session, NULL) == 0, "a new session");
	check(nice(3) == before + 3 && getpriority(PRIO_PROCESS, 0) == before + 3,
	      "a process is nicer");
	check(sched_getscheduler(0) == SCHED_OTHER, "the usual policy");
	check(sched_setscheduler(0, SCHED_BATCH, &parameter) == 0 &&
		      sched_getscheduler(0) == SCHED_BATCH,
	      "another policy");
	check(sched_get_priority_max(SCHED_FIFO) == 99 && sched_get_priority_min(SCHED_FIFO) == 1,
	      "real-time priorities");
	check(sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) >= 1 &&
		      sched_setaffinity(0, sizeof(set), &set) == 0,
	      "affinity");
	check(sched_getcpu() >= 0, "the current processor");
	CPU_ZERO(&set);
	check_errno(sched_setaffinity(0, sizeof(set), &set), EINVAL, "no processor at all");
}

static int filtered(void *action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, (uint32_t)(uintptr_t)action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 1;
	return syscall(SYS_getppid) == -1 && errno == 88 ? 0 : 2;
}

static int trapped_number;

static void traps(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (signal == SIGSYS && info->si_code == 1 /* SYS_SECCOMP */ &&
	    info->si_arch == AUDIT_ARCH_X86_64)
		trapped_number = info->si_syscall;
}

static int trapped(void *unused)
{
	struct sigaction action = { .sa_sigaction = traps, .sa_flags = SA_SIGINFO };

	(void)unused;
	sigaction(SIGSYS, &action, NULL);
	filtered((void *)SECCOMP_RET_TRAP);
	return trapped_number == SYS_getppid ? 0 : 4;
}

static int strict(void *unused)
{
	(void)unused;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		return 1;
	if (write(1, "", 0) == 0)
		syscall(SYS_getppid);
	return 2;
}

static void check_seccomp(void)
{
	check(in_child(filtered, (void *)(uintptr_t)(SECCOMP_RET_ERRNO | 88)) == 0,
	      "a filter gives an error");
	check(in_child(filtered, (void *)(uintptr_t)SECCOMP_RET_KILL_PROCESS) == -SIGSYS,
	      "a filter kills");
	check(in_child(trapped, NULL) == 0, "a filter sends SIGSYS");
	check(in_child(strict, NULL) == -SIGKILL, "strict mode kills");
}

static void check_random(void)
{
	uint64_t numbers[64] = { 0 };
	int same = 0;

	check(getrandom(numbers, sizeof(numbers), 0) == sizeof(numbers), "getrandom fills");
	for (int i = 0; i < 64; i++) {
		for (int n = 0; n < i; n++)
			same += numbers[i] == numbers[n];
	}
	check(same == 0, "with different numbers");
	check(getrandom(numbers, 8, GRND_NONBLOCK) == 8, "it is ready");
	check_errno(getrandom(numbers, 8, 0x80), EINVAL, "unknown flags");
}

static void check_barriers(void)
{
	long commands = syscall(SYS_membarrier, 0, 0, 0);

	check(commands > 0 && (commands & 1), "membarrier is there");
	check(syscall(SYS_membarrier, 1 << 4, 0, 0) == 0 &&
		      syscall(SYS_membarrier, 1 << 3, 0, 0) == 0,
	      "private barriers");
	check_errno(syscall(SYS_membarrier, 1 << 30, 0, 0), EINVAL, "no such barrier");
}

int main(void)
{
	check_prctl();
	check_bases();
	check_limits();
	check_scheduling();
	check_seccomp();
	check_random();
	check_barriers();
	return finish();
}
