// SPDX-License-Identifier: GPL-2.0
/* A fault becomes the signal that it is on x86-64, with address and code, and can be repaired. */
#include "tap.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int got_signal, got_code, got_trap, got_error;
static void *volatile got_address;

static void catch (int signal, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	got_signal = signal;
	got_code = info->si_code;
	got_address = info->si_addr;
	got_trap = (int)frame->uc_mcontext.gregs[REG_TRAPNO];
	got_error = (int)frame->uc_mcontext.gregs[REG_ERR];
	siglongjmp(back, 1);
}

static void happens(void (*function)(void *), void *argument)
{
	got_signal = 0;
	if (sigsetjmp(back, 1) == 0)
		function(argument);
}

static void loads(void *address)
{
	tap_read_byte(address);
}

static void stores(void *address)
{
	tap_write_byte(address);
}

static void jumps(void *address)
{
	((void (*)(void))(uintptr_t)address)();
}

static void divides(void *unused)
{
	(void)unused;
	__asm__ volatile("xorl %%edx, %%edx; xorl %%ecx, %%ecx; movl $1, %%eax; idivl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx", "cc");
}

static void breaks(void *unused)
{
	(void)unused;
	__asm__ volatile("int3");
}

static void undefined(void *unused)
{
	(void)unused;
	__asm__ volatile("ud2");
}

static void not_canonical(void *unused)
{
	(void)unused;
	__asm__ volatile("movb (%0), %%al" : : "r"(0x8000000000000000UL) : "al");
}

static void steps(void *unused)
{
	(void)unused;
	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop" : : : "memory", "cc");
}

static void loads_vector(void *address)
{
	__asm__ volatile("movaps (%0), %%xmm0" : : "r"((char *)address + 1) : "xmm0");
}

static void x87_divides(void *unused)
{
	uint16_t control = 0x37f & ~4u;

	(void)unused;
	__asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp; fwait" : : "m"(control));
}

static void interrupts_8(void *unused)
{
	(void)unused;
	__asm__ volatile("int $8" : : : "memory");
}

static void interrupts_13(void *unused)
{
	(void)unused;
	__asm__ volatile("int $13" : : : "memory");
}

static void interrupts_14(void *unused)
{
	(void)unused;
	__asm__ volatile("int $14" : : : "memory");
}

static void interrupts_32(void *unused)
{
	(void)unused;
	__asm__ volatile("int $32" : : : "memory");
}

static void interrupts_255(void *unused)
{
	(void)unused;
	__asm__ volatile("int $255" : : : "memory");
}

/* Whether the last fault was what an INT n is whose gate is not the program's to use. */
static int was_gate(int vector)
{
	return got_signal == SIGSEGV && got_code == SI_KERNEL && got_trap == 13 &&
	       got_error == vector * 8 + 2;
}

static void check_gates(void)
{
	const struct timespec while_timers_fire = { 0, 50000000 };

	happens(interrupts_8, NULL);
	check(was_gate(8), "int 8 is no double fault");
	happens(interrupts_13, NULL);
	check(was_gate(13), "int 13 is a protection fault that names its vector");
	happens(interrupts_14, NULL);
	check(was_gate(14), "int 14 is no page fault");
	happens(interrupts_32, NULL);
	check(was_gate(32), "an int with a vector of nobody's");
	/* As an interrupt that is none may come at any time, this one does nothing at all. */
	happens(interrupts_255, NULL);
	check(nanosleep(&while_timers_fire, NULL) == 0, "interrupts still come after int 255");
}

static void check_memory(void)
{
	char *page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(page != MAP_FAILED);
	happens(loads, NULL);
	check(got_signal == SIGSEGV && got_code == SEGV_MAPERR && got_address == NULL,
	      "a load from null is SEGV_MAPERR at 0");
	happens(loads, (void *)0x123);
	check(got_address == (void *)0x123 && got_trap == 14, "the address is told exactly");
	happens(stores, page + 5);
	check(got_signal == SIGSEGV && got_code == SEGV_ACCERR && got_address == page + 5,
	      "a store to read-only memory is SEGV_ACCERR");
	happens(jumps, page);
	check(got_signal == SIGSEGV && got_code == SEGV_ACCERR && got_address == page,
	      "a jump into data is SEGV_ACCERR");
	happens(jumps, (void *)0x1000);
	check(got_signal == SIGSEGV && got_code == SEGV_MAPERR && got_address == (void *)0x1000,
	      "a jump to nowhere is SEGV_MAPERR");
	mprotect(page, 4096, PROT_NONE);
	happens(loads, page);
	check(got_signal == SIGSEGV && got_code == SEGV_ACCERR, "PROT_NONE is SEGV_ACCERR");
	happens(loads, (void *)0x7fffffffffff);
	check(got_signal == SIGSEGV && got_address == (void *)0x7fffffffffff,
	      "the last byte of programs' half is not there");
	happens(stores, (void *)0x123);
	check(got_error == 6, "the error code of a store to nowhere");
	happens(loads, (void *)0xffffa00000000000);
	check(got_signal == SIGSEGV && got_code == SEGV_MAPERR && got_error == 5,
	      "what is not programs' half counts as protected");
	munmap(page, 8192);
}

static void check_file_end(void)
{
	char name[] = "/tmp/rumproast-fault-XXXXXX", *map;
	int file = mkstemp(name);

	require(file >= 0 && ftruncate(file, 100) == 0);
	map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	require(map != MAP_FAILED);
	happens(loads, map + 200);
	check(got_signal == 0, "the rest of a file's last page reads as zero");
	happens(loads, map + 4096);
	check(got_signal == SIGBUS && got_code == BUS_ADRERR && got_address == map + 4096,
	      "a page beyond the file's end is SIGBUS");
	munmap(map, 8192);
	close(file);
	unlink(name);
}

static void check_instructions(void)
{
	static char aligned[64] __attribute__((aligned(64)));

	happens(divides, NULL);
	check(got_signal == SIGFPE && got_code == FPE_INTDIV && got_trap == 0, "division by zero");
	happens(breaks, NULL);
	check(got_signal == SIGTRAP && got_trap == 3, "int3 is SIGTRAP");
	happens(undefined, NULL);
	check(got_signal == SIGILL && got_code == ILL_ILLOPN && got_trap == 6, "ud2 is SIGILL");
	happens(not_canonical, NULL);
	check(got_signal == SIGSEGV && got_code == SI_KERNEL && got_trap == 13,
	      "an address that is not canonical is SIGSEGV from the kernel");
	happens(steps, NULL);
	check(got_signal == SIGTRAP && got_code == TRAP_TRACE && got_trap == 1,
	      "the trap flag is SIGTRAP");
	happens(loads_vector, aligned);
	check(got_signal == SIGSEGV && got_trap == 13, "a vector that is not aligned is SIGSEGV");
	/* Not of SSE: QEMU without KVM does not raise vector 19 at all. */
	happens(x87_divides, NULL);
	check(got_signal == SIGFPE && got_code == FPE_FLTDIV && got_trap == 16,
	      "an unmasked x87 exception is SIGFPE");
	__asm__ volatile("fninit");
}

static char *hole;

static void fills_hole(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (signal == SIGSEGV && info->si_addr == hole + 100)
		mprotect(hole, 4096, PROT_READ | PROT_WRITE);
	else
		_exit(3);
}

static void skips(int signal, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	(void)signal;
	(void)info;
	frame->uc_mcontext.gregs[REG_RIP] += 2;
	frame->uc_mcontext.gregs[REG_RBX] = 0x1234567890;
}

static void catch_with(void (*handler)(int, siginfo_t *, void *), int signal)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER };

	require(sigaction(signal, &action, NULL) == 0);
}

static void check_repair(void)
{
	unsigned long value = 0;

	hole = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	catch_with(fills_hole, SIGSEGV);
	*(volatile char *)(hole + 100) = 9;
	check(hole[100] == 9, "a handler repairs the page and the store is done again");
	catch_with(skips, SIGILL);
	__asm__ volatile("xorl %%ebx, %%ebx; ud2; movq %%rbx, %0" : "=r"(value) : : "rbx");
	check(value == 0x1234567890, "a handler moves the instruction pointer and sets a register");
}

static void runs_out(int signal)
{
	static volatile int depth;

	(void)signal;
	if (++depth > 3)
		_exit(4);
	tap_read_byte(NULL);
}

static int faults_in_handler(void *unused)
{
	struct sigaction action = { .sa_handler = runs_out };

	(void)unused;
	sigaction(SIGSEGV, &action, NULL);
	return tap_read_byte(NULL);
}

static int faults_blocked(void *ignored)
{
	sigset_t all;

	signal(SIGSEGV, ignored ? SIG_IGN : SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	return tap_read_byte(NULL);
}

static void check_deadly(void)
{
	check(in_child(faults_in_handler, NULL) == -SIGSEGV, "a fault in its own handler kills");
	check(in_child(faults_blocked, NULL) == -SIGSEGV, "a blocked fault kills");
	check(in_child(faults_blocked, "ignored") == -SIGSEGV, "an ignored fault kills");
}

int main(void)
{
	int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

	for (int i = 0; i < 5; i++)
		catch_with(catch, signals[i]);
	check_memory();
	check_gates();
	check_file_end();
	check_instructions();
	check_repair();
	check_deadly();
	return finish();
}
