// SPDX-License-Identifier: GPL-2.0
/* What a handler finds: arguments, stack, the interrupted registers; and what it may change. */
#include "tap.h"

#include <stdint.h>
#include <sys/syscall.h>
#include <ucontext.h>

/* Flags of a ucontext: asm/ucontext.h, which cannot be included beside the C library's. */
#define HAS_XSTATE 1
#define HAS_SS 2
#define STRICT_SS 4

static volatile uint64_t entry_sp, entry_di, entry_si, entry_dx, entry_ax, entry_flags;

/* Saves what it was entered with, and returns by the address on its stack. */
__attribute__((naked)) static void raw_handler(void)
{
	__asm__ volatile("movq %rsp, entry_sp(%rip)\n\t"
			 "movq %rdi, entry_di(%rip)\n\t"
			 "movq %rsi, entry_si(%rip)\n\t"
			 "movq %rdx, entry_dx(%rip)\n\t"
			 "movq %rax, entry_ax(%rip)\n\t"
			 "pushfq\n\t"
			 "popq entry_flags(%rip)\n\t"
			 "ret");
}

static void install(int number, void *handler, int flags)
{
	struct sigaction action = { .sa_flags = flags };

	action.sa_sigaction = handler;
	require(sigaction(number, &action, NULL) == 0);
}

/* kill(getpid(), SIGUSR1) with all else under control; gives RSP at that point. */
static uint64_t raise_at(uint64_t flags, uint8_t *red_zone_kept)
{
	uint64_t sp;
	uint8_t kept;

	__asm__ volatile("movl $39, %%eax\n\t"
			 "syscall\n\t"
			 "movl %%eax, %%edi\n\t"
			 "movl $10, %%esi\n\t"
			 "movl $62, %%eax\n\t"
			 "subq $1024, %%rsp\n\t"
			 "pushq %2\n\t"
			 "popfq\n\t"
			 "movq %%rsp, %0\n\t"
			 "movabsq $0x1234567812345678, %%rdx\n\t"
			 "movq %%rdx, -8(%%rsp)\n\t"
			 "movq %%rdx, -128(%%rsp)\n\t"
			 "syscall\n\t"
			 "cld\n\t"
			 "cmpq %%rdx, -8(%%rsp)\n\t"
			 "sete %1\n\t"
			 "cmpq %%rdx, -128(%%rsp)\n\t"
			 "sete %%dl\n\t"
			 "andb %%dl, %1\n\t"
			 "addq $1024, %%rsp"
			 : "=&r"(sp), "=&r"(kept)
			 : "r"(flags)
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r11", "memory", "cc");
	*red_zone_kept = kept;
	return sp;
}

static void check_entry(void)
{
	uint8_t kept;
	uint64_t sp;

	install(SIGUSR1, raw_handler, SA_SIGINFO);
	sp = raise_at(0x602, &kept);
	check(entry_di == SIGUSR1, "the first argument is the number");
	check(entry_sp % 16 == 8, "the stack is aligned as at a function's start");
	check(entry_si > entry_sp && entry_dx == entry_sp + 8,
	      "siginfo and ucontext are in the frame");
	check(entry_si == entry_dx + 304, "siginfo follows a ucontext of 304 bytes");
	check(entry_ax == 0, "RAX is 0, for handlers without a prototype");
	check(!(entry_flags & 0x400), "the direction flag is clear");
	check(entry_sp < sp - 128 && kept, "the red zone is left alone");
	install(SIGUSR1, raw_handler, 0);
	raise_at(2, &kept);
	check(entry_di == SIGUSR1 && entry_dx == entry_sp + 8,
	      "a handler without SA_SIGINFO gets the same arguments");
}

static volatile uint64_t seen_flags, seen_segments, seen_oldmask, seen_ax, seen_sp;
static volatile int seen_xstate;
static void *volatile seen_link;

static void look(int number, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	(void)number;
	(void)info;
	seen_flags = frame->uc_flags;
	seen_link = frame->uc_link;
	seen_segments = frame->uc_mcontext.gregs[REG_CSGSFS];
	seen_oldmask = frame->uc_mcontext.gregs[REG_OLDMASK];
	seen_ax = frame->uc_mcontext.gregs[REG_RAX];
	seen_sp = frame->uc_mcontext.gregs[REG_RSP];
}

static void check_context(void)
{
	sigset_t blocked;
	uint64_t sp;
	uint8_t kept;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGHUP);
	require(sigprocmask(SIG_SETMASK, &blocked, NULL) == 0);
	install(SIGUSR1, look, SA_SIGINFO);
	sp = raise_at(2, &kept);
	check((seen_flags & (HAS_SS | STRICT_SS)) == (HAS_SS | STRICT_SS),
	      "SS is said to be there");
	check((seen_flags & ~(HAS_SS | STRICT_SS | HAS_XSTATE)) == 0 && !seen_link,
	      "no other flag, no link");
	check((seen_segments & 0xffff) == 0x33 && seen_segments >> 48 == 0x2b,
	      "CS and SS are a program's");
	check(seen_oldmask == 1, "the mask at the time is told");
	check(seen_ax == 0, "RAX is the system call's result");
	check(seen_sp == sp, "RSP is the interrupted one");
	sigemptyset(&blocked);
	require(sigprocmask(SIG_SETMASK, &blocked, NULL) == 0);
}

/* Changes of the context take effect. */
static void change(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)number;
	(void)info;
	registers[REG_RBX] = 0xbbbb;
	registers[REG_RAX] = 0xaaaa;
	registers[REG_EFL] = (registers[REG_EFL] | 1) & ~0x200;
}

static void check_change(void)
{
	uint64_t ax, bx, flags;

	install(SIGUSR1, change, SA_SIGINFO);
	__asm__ volatile("movl $39, %%eax\n\t"
			 "syscall\n\t"
			 "movl %%eax, %%edi\n\t"
			 "movl $10, %%esi\n\t"
			 "movl $62, %%eax\n\t"
			 "subq $512, %%rsp\n\t"
			 "syscall\n\t"
			 "pushfq\n\t"
			 "popq %%rdx\n\t"
			 "addq $512, %%rsp"
			 : "=a"(ax), "=b"(bx), "=d"(flags)
			 :
			 : "rcx", "rsi", "rdi", "r11", "memory", "cc");
	check(ax == 0xaaaa && bx == 0xbbbb, "a handler changes registers");
	check(flags & 1, "it changes flags");
	check((flags & 0x200) != 0, "it cannot mask interrupts");
}

static volatile long target;
static volatile int changed_register;

static void redirect(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.gregs[changed_register] = target;
}

static int redirected(void *where)
{
	target = (long)where;
	install(SIGUSR1, redirect, SA_SIGINFO);
	syscall(SYS_kill, getpid(), SIGUSR1);
	return 0;
}

static void check_targets(void)
{
	changed_register = REG_RIP;
	check(in_child(redirected, (void *)0xffffffff81000000) == -SIGSEGV,
	      "no return to a kernel address");
	check(in_child(redirected, (void *)0x800000000000) == -SIGSEGV,
	      "no return to an address that is none");
	check(in_child(redirected, (void *)0x10) == -SIGSEGV, "a return to nowhere is SIGSEGV");
}

static int bad_stack(void *where)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	require(sigaction(SIGSEGV, &action, NULL) == 0);
	__asm__ volatile("movq %0, %%rsp; movl $15, %%eax; syscall" : : "r"(where) : "memory");
	return 0;
}

static void check_sigreturn(void)
{
	check(in_child(bad_stack, (void *)0x1000) == -SIGSEGV,
	      "rt_sigreturn without a frame is SIGSEGV");
	check(in_child(bad_stack, (void *)0xffff888000001000) == -SIGSEGV,
	      "rt_sigreturn from kernel memory is SIGSEGV");
}

static int no_stack_for_handler(void *unused)
{
	(void)unused;
	install(SIGUSR1, raw_handler, 0);
	__asm__ volatile("movl $39, %%eax\n\t"
			 "syscall\n\t"
			 "movl %%eax, %%edi\n\t"
			 "movl $10, %%esi\n\t"
			 "movl $62, %%eax\n\t"
			 "movl $4096, %%ebx\n\t"
			 "movq %%rbx, %%rsp\n\t"
			 "syscall"
			 :
			 :
			 : "rax", "rbx", "rcx", "rdi", "rsi", "r11", "memory");
	return 0;
}

int main(void)
{
	check_entry();
	check_context();
	check_change();
	check_targets();
	check_sigreturn();
	check(in_child(no_stack_for_handler, NULL) == -SIGSEGV, "no room for a frame is SIGSEGV");
	return finish();
}
