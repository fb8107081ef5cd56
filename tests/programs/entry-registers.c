// SPDX-License-Identifier: GPL-2.0
/* A system call changes RAX, RCX and R11, and nothing else; unknown numbers are ENOSYS. */
#include "tap.h"

#include <stdint.h>
#include <sys/syscall.h>

struct registers {
	uint64_t ax, bx, cx, dx, si, di, bp, r8, r9, r10, r11, r12, r13, r14, r15, flags;
};

/*
 * Loads all registers from *in, executes SYSCALL and stores all into *out. The stack pointer
 * keeps pointing into the red zone of nobody: the block is entered with room below.
 */
static void system_call(const struct registers *in, struct registers *out)
{
	__asm__ volatile("subq $256, %%rsp\n\t"
			 "pushq %%rbp\n\t"
			 "pushq %%rbx\n\t"
			 "pushq %1\n\t"
			 "movq %0, %%rax\n\t"
			 "pushq 120(%%rax)\n\t"
			 "popfq\n\t"
			 "movq 8(%%rax), %%rbx\n\t"
			 "movq 24(%%rax), %%rdx\n\t"
			 "movq 32(%%rax), %%rsi\n\t"
			 "movq 40(%%rax), %%rdi\n\t"
			 "movq 48(%%rax), %%rbp\n\t"
			 "movq 56(%%rax), %%r8\n\t"
			 "movq 64(%%rax), %%r9\n\t"
			 "movq 72(%%rax), %%r10\n\t"
			 "movq 88(%%rax), %%r12\n\t"
			 "movq 96(%%rax), %%r13\n\t"
			 "movq 104(%%rax), %%r14\n\t"
			 "movq 112(%%rax), %%r15\n\t"
			 "movq 0(%%rax), %%rax\n\t"
			 "syscall\n"
			 ".Lafter%=:\n\t"
			 "pushfq\n\t"
			 "pushq %%r15\n\t"
			 "movq 16(%%rsp), %%r15\n\t"
			 "movq %%rax, 0(%%r15)\n\t"
			 "movq %%rbx, 8(%%r15)\n\t"
			 "leaq .Lafter%=(%%rip), %%rax\n\t"
			 "subq %%rax, %%rcx\n\t"
			 "movq %%rcx, 16(%%r15)\n\t"
			 "movq %%rdx, 24(%%r15)\n\t"
			 "movq %%rsi, 32(%%r15)\n\t"
			 "movq %%rdi, 40(%%r15)\n\t"
			 "movq %%rbp, 48(%%r15)\n\t"
			 "movq %%r8, 56(%%r15)\n\t"
			 "movq %%r9, 64(%%r15)\n\t"
			 "movq %%r10, 72(%%r15)\n\t"
			 "movq %%r11, 80(%%r15)\n\t"
			 "movq %%r12, 88(%%r15)\n\t"
			 "movq %%r13, 96(%%r15)\n\t"
			 "movq %%r14, 104(%%r15)\n\t"
			 "popq %%rax\n\t"
			 "movq %%rax, 112(%%r15)\n\t"
			 "popq %%rax\n\t"
			 "movq %%rax, 120(%%r15)\n\t"
			 "addq $8, %%rsp\n\t"
			 "popq %%rbx\n\t"
			 "popq %%rbp\n\t"
			 "addq $256, %%rsp\n\t"
			 "cld"
			 : "+D"(in), "+S"(out)
			 :
			 : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
			   "r15", "memory", "cc");
}

static const struct registers pattern = {
	.bx = 0x1111111111111111,
	.dx = 0x3333333333333333,
	.si = 0x4444444444444444,
	.di = 0x5555555555555555,
	.bp = 0x6666666666666666,
	.r8 = 0x8888888888888888,
	.r9 = 0x9999999999999999,
	.r10 = 0xaaaaaaaaaaaaaaaa,
	.r12 = 0xcccccccccccccccc,
	.r13 = 0xdddddddddddddddd,
	.r14 = 0xeeeeeeeeeeeeeeee,
	.r15 = 0xf0f0f0f0f0f0f0f0,
};

static int same(const struct registers *in, const struct registers *out)
{
	return out->bx == in->bx && out->dx == in->dx && out->si == in->si && out->di == in->di &&
	       out->bp == in->bp && out->r8 == in->r8 && out->r9 == in->r9 && out->r10 == in->r10 &&
	       out->r12 == in->r12 && out->r13 == in->r13 && out->r14 == in->r14 &&
	       out->r15 == in->r15;
}

static void check_call(uint64_t number, uint64_t flags, uint64_t expected, const char *name)
{
	struct registers in = pattern, out;

	in.ax = number;
	in.flags = 0x202 | flags;
	system_call(&in, &out);
	check(out.ax == expected, "%s: result", name);
	check(same(&in, &out), "%s: registers stay", name);
	check(out.cx == 0, "%s: RCX is the return address", name);
	check((out.r11 & 0xcd5) == (in.flags & 0xcd5), "%s: R11 is the flags", name);
	check((out.flags & 0xcd5) == (in.flags & 0xcd5), "%s: flags stay", name);
	check((out.flags & 0x200) == 0x200, "%s: interrupts are on", name);
}

static void check_many(void)
{
	struct registers in = pattern, out;
	int right = 0;

	in.ax = SYS_getppid;
	in.flags = 0x202;
	for (int i = 0; i < 100000; i++) {
		in.bx += 0x0123456789abcdef;
		in.r12 ^= in.bx;
		in.r15 += in.r12;
		system_call(&in, &out);
		right += same(&in, &out) && out.ax == (uint64_t)getppid();
	}
	check(right == 100000, "a hundred thousand calls keep registers");
}

int main(void)
{
	uint64_t no_such_call = (uint64_t)-ENOSYS;

	check_call(SYS_getpid, 0, (uint64_t)getpid(), "getpid");
	check_call(SYS_getpid, 0xcd5, (uint64_t)getpid(), "getpid with all arithmetic flags");
	check_call(SYS_getpid, 0x400, (uint64_t)getpid(), "getpid with the direction flag");
	check_call(SYS_sched_yield, 0, 0, "sched_yield");
	check_call(999999, 0, no_such_call, "a number beyond the table");
	check_call((uint64_t)-1, 0, no_such_call, "number -1");
	check_call(0x80000000, 0, no_such_call, "number 2^31");
	check_call(SYS_close, 0, (uint64_t)-EBADF, "close of nothing");
	check_many();
	return finish();
}
