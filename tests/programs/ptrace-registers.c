// SPDX-License-Identifier: GPL-2.0
/* A tracer reads and writes all registers of a stopped program, by each of the ways there are. */
#include "tap.h"

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#define XMM 160
#define HEADER 512
#define SOFTWARE 464

static pid_t child;

/* Stops by int3 with known registers, and exits with what it finds in RBX afterwards. */
__attribute__((noinline)) static void traced(void)
{
	static const uint64_t vector[2] = { 0x1111222233334444, 0x5555666677778888 };
	uint64_t result;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	__asm__ volatile("movdqu %1, %%xmm5\n\t"
			 "movq $0x1234, %%rbx\n\t"
			 "movabsq $0x123456789abcdef0, %%r15\n\t"
			 "int3\n\t"
			 "movq %%xmm5, %%rax\n\t"
			 "addq %%rax, %%rbx\n\t"
			 "movq %%rbx, %0"
			 : "=r"(result)
			 : "m"(vector)
			 : "rax", "rbx", "r15", "xmm5", "memory");
	_exit((int)result);
}

static void start(void)
{
	int status;

	child = fork();
	require(child >= 0);
	if (child == 0)
		traced();
	require(waitpid(child, &status, 0) == child);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP, "int3 stops a traced program");
}

static void check_general(void)
{
	struct user_regs_struct registers, again;
	struct iovec vector = { &again, sizeof(again) };
	siginfo_t info;
	uint8_t before;

	require(ptrace(PTRACE_GETREGS, child, 0, &registers) == 0);
	check(registers.rbx == 0x1234 && registers.r15 == 0x123456789abcdef0, "GETREGS reads them");
	check(registers.cs == 0x33 && registers.ss == 0x2b, "the segments are a program's");
	check(registers.orig_rax == (unsigned long long)-1, "no system call: ORIG_RAX is -1");
	check((registers.eflags & 0x202) == 0x202, "interrupts are on");
	before = (uint8_t)ptrace(PTRACE_PEEKTEXT, child, registers.rip - 1, 0);
	check(before == 0xcc, "RIP is behind the int3");
	require(ptrace(PTRACE_GETSIGINFO, child, 0, &info) == 0);
	check(info.si_signo == SIGTRAP && info.si_code == SI_KERNEL, "the kernel sent the SIGTRAP");
	check(ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &vector) == 0 &&
		      vector.iov_len == sizeof(again) &&
		      memcmp(&again, &registers, sizeof(again)) == 0,
	      "GETREGSET reads the same");
	check((unsigned long)ptrace(PTRACE_PEEKUSER, child, offsetof(struct user, regs.r15), 0) ==
		      registers.r15,
	      "PEEKUSER reads the same");
	check(registers.fs_base != 0, "the thread pointer is there");
	registers.rbx = 0x2000;
	check(ptrace(PTRACE_SETREGS, child, 0, &registers) == 0, "SETREGS writes");
	check(ptrace(PTRACE_POKEUSER, child, offsetof(struct user, regs.r14), 99) == 0 &&
		      ptrace(PTRACE_PEEKUSER, child, offsetof(struct user, regs.r14), 0) == 99,
	      "POKEUSER writes");
}

static void check_refusals(void)
{
	struct user_regs_struct registers;

	require(ptrace(PTRACE_GETREGS, child, 0, &registers) == 0);
	check_errno(ptrace(PTRACE_POKEUSER, child, offsetof(struct user, regs.cs), 0), EIO,
		    "no null code segment");
	check_errno(ptrace(PTRACE_POKEUSER, child, offsetof(struct user, regs.fs_base),
			   0xffff800000000000),
		    EIO, "no thread pointer in the kernel's half");
	check_errno(ptrace(PTRACE_POKEUSER, child, 3, 0), EIO, "no offset between words");
	check_errno(ptrace(PTRACE_POKEUSER, child, 4096, 0), EIO, "no offset beyond struct user");
	registers.eflags = 0;
	require(ptrace(PTRACE_SETREGS, child, 0, &registers) == 0);
	require(ptrace(PTRACE_GETREGS, child, 0, &registers) == 0);
	check((registers.eflags & 0x200) != 0, "a tracer cannot mask interrupts");
	registers.eflags |= 0x3000;
	require(ptrace(PTRACE_SETREGS, child, 0, &registers) == 0);
	require(ptrace(PTRACE_GETREGS, child, 0, &registers) == 0);
	check((registers.eflags & 0x3000) == 0, "nor give I/O privilege");
}

static void check_float(void)
{
	struct user_fpregs_struct registers;
	uint64_t *xmm5 = (uint64_t *)&registers.xmm_space[5 * 4];

	require(ptrace(PTRACE_GETFPREGS, child, 0, &registers) == 0);
	check(xmm5[0] == 0x1111222233334444 && xmm5[1] == 0x5555666677778888,
	      "GETFPREGS reads vectors");
	check(registers.mxcsr == 0x1f80 && registers.cwd == 0x37f, "and control words");
	xmm5[0] = 0x11;
	check(ptrace(PTRACE_SETFPREGS, child, 0, &registers) == 0, "SETFPREGS writes");
	registers.mxcsr = 0xffffffff;
	check_errno(ptrace(PTRACE_SETFPREGS, child, 0, &registers), EINVAL,
		    "reserved bits of MXCSR are refused");
}

static void check_extended(void)
{
	static uint8_t area[16384] __attribute__((aligned(64)));
	struct iovec vector = { area, sizeof(area) };
	uint64_t xmm5, features, header;
	long result = ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &vector);
	int absent = result == -1 && errno == ENODEV;

	memcpy(&xmm5, area + XMM + 5 * 16, 8);
	memcpy(&features, area + SOFTWARE, 8);
	memcpy(&header, area + HEADER, 8);
	check(absent || (result == 0 && vector.iov_len >= 576), "the XSAVE area can be read");
	check(absent || xmm5 == 0x11, "it has what SETFPREGS wrote");
	check(absent || ((features & 3) == 3 && !(header & ~features)), "it names its features");
	xmm5 = 0x22;
	memcpy(area + XMM + 5 * 16, &xmm5, 8);
	area[HEADER] |= 3;
	check(absent || ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &vector) == 0,
	      "it can be written");
	memset(area + HEADER, 0xff, 8);
	errno = 0;
	check(absent || (ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &vector) == -1 &&
			 errno == EINVAL),
	      "unknown features are refused");
	vector.iov_len = 64;
	check(absent || ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &vector) == -1,
	      "a part is refused");
	if (absent)
		require(ptrace(PTRACE_POKEUSER, child, offsetof(struct user, regs.rbx), 0x2011) ==
			0);
}

static void check_result(void)
{
	int status;

	require(ptrace(PTRACE_CONT, child, 0, 0) == 0);
	require(waitpid(child, &status, 0) == child);
	check(WIFEXITED(status) && WEXITSTATUS(status) == 0x22, "the program runs on with both");
}

int main(void)
{
	start();
	check_general();
	check_refusals();
	check_float();
	check_extended();
	check_result();
	return finish();
}
