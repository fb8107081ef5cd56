// SPDX-License-Identifier: GPL-2.0
/* Hardware breakpoints and watchpoints through the debug registers of a traced program. */
#include "tap.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#define DEBUG(n) (offsetof(struct user, u_debugreg[0]) + (n) * sizeof(long))

/* Fields of DR7 for address n: local enable, kind (0 execute, 1 write, 3 both), length code. */
#define ENABLE(n) (1UL << (2 * (n)))
#define FIELD(n, kind, length) ((unsigned long)((kind) | (length) << 2) << (16 + 4 * (n)))

static volatile uint64_t watched, other;

__attribute__((noinline)) static void marked(void)
{
	__asm__ volatile("nop");
}

/* Each step of it is one of the things that are watched for. */
static int traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	other = 1;
	watched = 2;
	other = 3;
	marked();
	tap_sink = (unsigned char)watched;
	return 9;
}

static pid_t start(void)
{
	pid_t pid = fork();
	int status;

	require(pid >= 0);
	if (pid == 0)
		_exit(traced());
	require(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	return pid;
}

static long set(pid_t pid, int index, unsigned long value)
{
	return ptrace(PTRACE_POKEUSER, pid, DEBUG(index), value);
}

static unsigned long get(pid_t pid, int index)
{
	return ptrace(PTRACE_PEEKUSER, pid, DEBUG(index), 0);
}

/* Runs on; 1 when it stops by a debug register. */
static int stops(pid_t pid)
{
	siginfo_t info;
	int status;

	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
		return 0;
	require(ptrace(PTRACE_GETSIGINFO, pid, 0, &info) == 0);
	return info.si_code == TRAP_HWBKPT;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	require(status_of(pid) == -SIGKILL);
}

static void check_write(void)
{
	pid_t pid = start();

	require(set(pid, 0, (unsigned long)&watched) == 0);
	check(set(pid, 7, ENABLE(0) | FIELD(0, 1, 2)) == 0, "a watchpoint for writing can be set");
	check(get(pid, 0) == (unsigned long)&watched, "its address is read back");
	check(stops(pid), "a write stops the program with TRAP_HWBKPT");
	check((get(pid, 6) & 0xf) == 1, "DR6 says which one");
	check(ptrace(PTRACE_PEEKDATA, pid, &watched, 0) == 2, "the write was done");
	check(ptrace(PTRACE_PEEKDATA, pid, &other, 0) == 1, "what follows was not");
	check(set(pid, 7, 0) == 0, "it can be cleared");
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 9, "the program goes on to its end");
}

static void check_access(void)
{
	pid_t pid = start();
	int count = 0;

	require(set(pid, 3, (unsigned long)&watched) == 0);
	require(set(pid, 7, ENABLE(3) | FIELD(3, 3, 2)) == 0);
	while (count < 10 && stops(pid))
		count++;
	check(count == 2, "a watchpoint for both sees the write and the read");
}

static void check_execute(void)
{
	pid_t pid = start();

	require(set(pid, 1, (unsigned long)marked) == 0);
	require(set(pid, 7, ENABLE(1) | FIELD(1, 0, 0)) == 0);
	check(stops(pid), "a breakpoint stops the program");
	check((unsigned long)ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.rip), 0) ==
		      (unsigned long)marked,
	      "at its address, before the instruction");
	check((get(pid, 6) & 0xf) == 2, "DR6 says which one");
	check(!stops(pid), "it is met once");
}

static void check_refusals(void)
{
	pid_t pid = start();

	errno = 0;
	check(set(pid, 0, 0xffff888000000000) == -1, "no address of the kernel");
	require(set(pid, 0, (unsigned long)&watched + 1) == 0);
	check(set(pid, 7, ENABLE(0) | FIELD(0, 1, 2)) == -1, "no address that is not aligned");
	require(set(pid, 0, (unsigned long)&watched) == 0);
	check(set(pid, 7, ENABLE(0) | FIELD(0, 0, 2)) == -1, "no breakpoint longer than 1");
	check(set(pid, 4, 0) == -1 && set(pid, 5, 0) == -1, "there is no DR4 and no DR5");
	end(pid);
}

static int not_inherited(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		watched = 5;
		_exit(3);
	}
	return status_of(pid);
}

/* A child does not have its parent's, and what others write is not seen. */
static void check_others(void)
{
	pid_t pid = start();
	int status;

	require(set(pid, 0, (unsigned long)&watched) == 0);
	require(set(pid, 7, ENABLE(0) | FIELD(0, 1, 2)) == 0);
	for (int i = 0; i < 1000; i++)
		watched = i;
	check(not_inherited() == 3, "the tracer's own writes are not seen");
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP, "the program's still are");
	end(pid);
}

int main(void)
{
	check_write();
	check_access();
	check_execute();
	check_refusals();
	check_others();
	return finish();
}
