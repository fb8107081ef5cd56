// SPDX-License-Identifier: GPL-2.0
/*
 * Single steps: one instruction each, over system calls and flag loads, with the trap flag
 * hidden from the program; and breakpoints by int3.
 */
#include "tap.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

extern char step_begin[], step_syscall[], step_pushf[], step_popf[], step_end[];

/* Between the labels: 3 plain instructions, a system call, pushf, popf, 2 plain ones. */
__attribute__((noinline)) static int stepped(void)
{
	uint64_t flags;

	__asm__ volatile("int3\n"
			 ".globl step_begin, step_syscall, step_pushf, step_popf, step_end\n"
			 "step_begin:\n\t"
			 "movl $39, %%eax\n\t"
			 "nop\n\t"
			 "nop\n"
			 "step_syscall:\n\t"
			 "syscall\n"
			 "step_pushf:\n\t"
			 "pushfq\n\t"
			 "movq (%%rsp), %0\n"
			 "step_popf:\n\t"
			 "popfq\n\t"
			 "nop\n"
			 "step_end:\n\t"
			 "nop"
			 : "=r"(flags)
			 :
			 : "rax", "rcx", "r11", "memory", "cc");
	return flags & 0x100 ? 3 : 0;
}

static int traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	return stepped();
}

static pid_t start(int (*function)(void))
{
	pid_t pid = fork();
	int status;

	require(pid >= 0);
	if (pid == 0)
		_exit(function());
	require(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	return pid;
}

static unsigned long ip_of(pid_t pid)
{
	return ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.rip), 0);
}

/* One step; -1 when it did not end in a SIGTRAP. */
static int step(pid_t pid)
{
	int status;

	require(ptrace(PTRACE_SINGLESTEP, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	return WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP ? 0 : -1;
}

static void check_steps(void)
{
	pid_t pid = start(traced);
	siginfo_t info;
	int plain = 0, total = 0;

	check(ip_of(pid) == (unsigned long)step_begin, "the program stops behind int3");
	while (ip_of(pid) != (unsigned long)step_syscall && plain < 10 && step(pid) == 0)
		plain++;
	check(plain == 3, "three instructions are three steps");
	require(ptrace(PTRACE_GETSIGINFO, pid, 0, &info) == 0);
	check(info.si_code == TRAP_TRACE && info.si_addr == (void *)step_syscall,
	      "a step is TRAP_TRACE at the next instruction");
	check(step(pid) == 0 && ip_of(pid) == (unsigned long)step_pushf,
	      "a system call is one step");
	check(ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.rax), 0) == pid,
	      "it was done");
	while (ip_of(pid) != (unsigned long)step_popf && total < 10 && step(pid) == 0)
		total++;
	check(total == 2, "pushf and mov are two");
	check(!(ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.eflags), 0) & 0x100),
	      "the tracer's trap flag is hidden from the tracer");
	total = 0;
	while (ip_of(pid) != (unsigned long)step_end && total < 10 && step(pid) == 0)
		total++;
	check(total >= 1 && total <= 2, "popf can be stepped");
	kill(pid, SIGKILL);
	require(status_of(pid) == -SIGKILL);
}

/* Steps through getpid a thousand times in a program that loops. */
static int loops(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (int i = 0; i < 20; i++)
		syscall(SYS_getpid);
	return 7;
}

static void check_program(void)
{
	pid_t pid = start(loops);
	int status = 0, steps = 0;

	do {
		require(ptrace(PTRACE_SINGLESTEP, pid, 0, 0) == 0);
		require(waitpid(pid, &status, 0) == pid);
		steps++;
	} while (WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP && steps < 100000);
	check(WIFEXITED(status) && WEXITSTATUS(status) == 7, "a program is stepped to its end");
	check(steps > 100, "that takes many steps");
}

static volatile int handled;

static void handler(int signal)
{
	(void)signal;
	handled = 1;
}

static int signalled(void)
{
	signal(SIGUSR1, handler);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGUSR1);
	return handled ? 5 : 6;
}

/* A step that delivers a signal stops at the handler's first instruction. */
static void check_handler(void)
{
	pid_t pid = start(signalled);
	int status;

	require(ptrace(PTRACE_SINGLESTEP, pid, 0, SIGUSR1) == 0);
	require(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP &&
		      ip_of(pid) == (unsigned long)handler,
	      "a step into a handler stops at its first instruction");
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 5, "and the program goes on without steps");
}

__attribute__((noinline)) static int callee(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value * 2;
}

static int calls(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	return callee(21);
}

/* As debuggers do: write int3, run into it, put the instruction back, step, go on. */
static void check_breakpoint(void)
{
	pid_t pid = start(calls);
	unsigned long place = (unsigned long)callee;
	long word = ptrace(PTRACE_PEEKTEXT, pid, place, 0);
	int status;

	require(ptrace(PTRACE_POKETEXT, pid, place, (word & ~0xffL) | 0xcc) == 0);
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP && ip_of(pid) == place + 1,
	      "a breakpoint is written into the program's text and met");
	check(*(unsigned char *)callee == (word & 0xff), "the tracer's own text is untouched");
	require(ptrace(PTRACE_POKETEXT, pid, place, word) == 0);
	require(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rip), place) == 0);
	check(step(pid) == 0, "the instruction is put back and stepped");
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 42, "the program goes on as if nothing had been");
}

int main(void)
{
	check_steps();
	check_program();
	check_handler();
	check_breakpoint();
	return finish();
}
