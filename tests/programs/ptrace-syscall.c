// SPDX-License-Identifier: GPL-2.0
/* Tracers see system calls at entry and exit, change and skip them, and are told what they are. */
#include "tap.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#define STOP (SIGTRAP | 0x80) /* with PTRACE_O_TRACESYSGOOD */

static int calls(void)
{
	long first, second, third;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	first = syscall(SYS_dup, 12345, 2, 3, 4, 5, 6);
	first = first == -1 ? -errno : first;
	second = syscall(SYS_getppid);
	third = syscall(SYS_getppid);
	if (first != -EBADF)
		return 10;
	if (second != 777)
		return 11;
	return third == getpid() ? 12 : 13;
}

static pid_t start(int (*function)(void), long options)
{
	pid_t pid = fork();
	int status;

	require(pid >= 0);
	if (pid == 0)
		_exit(function());
	require(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	require(ptrace(PTRACE_SETOPTIONS, pid, 0, options) == 0);
	return pid;
}

/* To the next entry or exit; 0 when it is one. */
static int next(pid_t pid)
{
	int status;

	require(ptrace(PTRACE_SYSCALL, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	return WIFSTOPPED(status) && WSTOPSIG(status) == STOP ? 0 : -1;
}

static void registers_of(pid_t pid, struct user_regs_struct *registers)
{
	require(ptrace(PTRACE_GETREGS, pid, 0, registers) == 0);
}

/* To the entry of the given call. */
static void to_entry(pid_t pid, long number, struct user_regs_struct *registers)
{
	do {
		require(next(pid) == 0);
		registers_of(pid, registers);
	} while ((long)registers->orig_rax != number || (long)registers->rax != -ENOSYS);
}

static void check_entry(pid_t pid)
{
	struct user_regs_struct registers;
	struct __ptrace_syscall_info info;

	to_entry(pid, SYS_dup, &registers);
	check(registers.rdi == 12345 && registers.rsi == 2 && registers.rdx == 3 &&
		      registers.r10 == 4 && registers.r8 == 5 && registers.r9 == 6,
	      "the arguments are in their registers");
	check(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0 &&
		      info.op == PTRACE_SYSCALL_INFO_ENTRY && info.arch == 0xc000003e,
	      "the tracer is told of an entry on x86-64");
	check(info.entry.nr == SYS_dup && info.entry.args[0] == 12345 && info.entry.args[5] == 6,
	      "with number and arguments");
	check(info.instruction_pointer == registers.rip && info.stack_pointer == registers.rsp,
	      "and place");
	require(next(pid) == 0);
	check(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0 &&
		      info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval == -EBADF &&
		      info.exit.is_error,
	      "and of its error at the exit");
}

static void check_changes(pid_t pid)
{
	struct user_regs_struct registers;

	to_entry(pid, SYS_getppid, &registers);
	require(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.orig_rax), -1L) == 0);
	require(next(pid) == 0);
	registers_of(pid, &registers);
	check((long)registers.rax == -ENOSYS, "a call made -1 is skipped");
	require(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rax), 777L) == 0);
	to_entry(pid, SYS_getppid, &registers);
	require(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.orig_rax),
		       (long)SYS_getpid) == 0);
	require(next(pid) == 0);
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 12, "results and numbers that the tracer wrote count");
}

static int emulated(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	return (int)syscall(SYS_getpid) == 55 ? 4 : 5;
}

static void check_emulation(void)
{
	pid_t pid = start(emulated, PTRACE_O_TRACESYSGOOD);
	struct user_regs_struct registers;
	int status;

	do {
		require(ptrace(PTRACE_SYSEMU, pid, 0, 0) == 0);
		require(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
		registers_of(pid, &registers);
		if (registers.orig_rax != SYS_getpid) {
			/* Of the C library's own: let it happen. */
			registers.rip -= 2;
			registers.rax = registers.orig_rax;
			require(ptrace(PTRACE_SETREGS, pid, 0, &registers) == 0);
			require(next(pid) == 0 && next(pid) == 0);
		}
	} while (registers.orig_rax != SYS_getpid);
	require(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rax), 55L) == 0);
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 4, "SYSEMU leaves a call to the tracer");
}

static int forks(void)
{
	pid_t pid;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	pid = fork();
	if (pid == 0)
		_exit(6);
	return status_of(pid);
}

static void check_events(void)
{
	pid_t pid = start(forks, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXIT);
	unsigned long message;
	int status;

	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	require(waitpid(pid, &status, 0) == pid);
	check(status >> 8 == (SIGTRAP | PTRACE_EVENT_FORK << 8), "fork() is an event");
	require(ptrace(PTRACE_GETEVENTMSG, pid, 0, &message) == 0);
	require(waitpid((pid_t)message, &status, __WALL) == (pid_t)message);
	check(WIFSTOPPED(status), "the child is traced from its start");
	require(ptrace(PTRACE_DETACH, (pid_t)message, 0, 0) == 0);
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	do
		require(waitpid(pid, &status, 0) == pid);
	while (WIFSTOPPED(status) && WSTOPSIG(status) == SIGCHLD &&
	       ptrace(PTRACE_CONT, pid, 0, SIGCHLD) == 0);
	check(status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8), "the end is an event");
	require(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	check(status_of(pid) == 6, "and it has the right status");
}

static int sleeps(void)
{
	struct timespec rest = { 3, 0 };

	return nanosleep(&rest, NULL) == 0 ? 8 : 9;
}

/* Attaching interrupts a sleep, which then goes on to its end. */
static void check_attach(void)
{
	pid_t pid = fork();
	int status;

	require(pid >= 0);
	if (pid == 0)
		_exit(sleeps());
	sleep_ms(20);
	check(ptrace(PTRACE_ATTACH, pid, 0, 0) == 0, "a running program can be attached to");
	require(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "it stops");
	require(ptrace(PTRACE_DETACH, pid, 0, 0) == 0);
	check(status_of(pid) == 8, "detached, its sleep goes on");
}

int main(void)
{
	pid_t pid = start(calls, PTRACE_O_TRACESYSGOOD);

	check_entry(pid);
	check_changes(pid);
	check_emulation();
	check_events();
	check_attach();
	return finish();
}
