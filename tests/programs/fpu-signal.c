// SPDX-License-Identifier: GPL-2.0
/*
 * The floating-point part of a signal frame: complete, described as x86-64 does it, restored
 * with the handler's changes, and refused without harm when it is nonsense.
 */
#include "tap.h"

#include <cpuid.h>
#include <stdint.h>
#include <ucontext.h>

#define MAGIC1 0x46505853U
#define MAGIC2 0x46505845U
#define SOFTWARE 464 /* where the description lies, in bytes */
#define HEADER 512
#define XMM 160
#define YMM_HIGH 576
#define MXCSR 24

struct description {
	uint32_t magic1, extended_size;
	uint64_t features;
	uint32_t state_size, padding[7];
};

static struct description seen;
static uint32_t seen_magic2;
static uint64_t seen_xmm3[2], seen_header;
static uint32_t handler_mxcsr, frame_mxcsr;
static uint16_t handler_control;
static int aligned, has_xsave;

static uint8_t *area_of(void *context)
{
	return (uint8_t *)((ucontext_t *)context)->uc_mcontext.fpregs;
}

static void set_xmm3(uint64_t low, uint64_t high)
{
	uint64_t value[2] = { low, high };

	__asm__ volatile("movdqu %0, %%xmm3" : : "m"(value) : "xmm3");
}

static void handle(void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER };

	require(sigaction(SIGUSR1, &action, NULL) == 0);
}

/* Raises SIGUSR1 with xmm3 set before and read after, all in one block. */
static void raise_with(uint64_t low, uint64_t high, uint64_t after[2])
{
	uint64_t before[2] = { low, high };
	long pid = getpid();

	__asm__ volatile("movdqu %1, %%xmm3\n\t"
			 "movl $62, %%eax\n\t"
			 "movq %2, %%rdi\n\t"
			 "movl $10, %%esi\n\t"
			 "syscall\n\t"
			 "movdqu %%xmm3, %0"
			 : "=m"(*(uint64_t(*)[2])after)
			 : "m"(before), "r"(pid)
			 : "rax", "rcx", "rdi", "rsi", "r11", "xmm3", "memory");
}

static void look(int signal, siginfo_t *info, void *context)
{
	uint8_t *area = area_of(context);

	(void)signal;
	(void)info;
	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(handler_mxcsr), "=m"(handler_control));
	aligned = (uintptr_t)area % 64 == 0;
	memcpy(&seen, area + SOFTWARE, sizeof(seen));
	if (seen.magic1 == MAGIC1) {
		memcpy(&seen_magic2, area + seen.state_size, sizeof(seen_magic2));
		memcpy(&seen_header, area + HEADER, sizeof(seen_header));
	}
	memcpy(seen_xmm3, area + XMM + 3 * 16, sizeof(seen_xmm3));
	memcpy(&frame_mxcsr, area + MXCSR, sizeof(frame_mxcsr));
	set_xmm3(0xdead, 0xdead);
}

static void check_frame(void)
{
	uint32_t mxcsr = 0x9f80, initial = 0x1f80;
	unsigned int a, b, c = 0, d;
	uint64_t after[2];

	handle(look);
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	raise_with(0x1122334455667788, 0x99aabbccddeeff00, after);
	__asm__ volatile("stmxcsr %0; ldmxcsr %1" : "=m"(mxcsr) : "m"(initial));
	__get_cpuid(1, &a, &b, &c, &d);
	has_xsave = !!(c & bit_OSXSAVE);
	check(seen_xmm3[0] == 0x1122334455667788 && seen_xmm3[1] == 0x99aabbccddeeff00,
	      "the frame has the registers");
	check(after[0] == 0x1122334455667788 && after[1] == 0x99aabbccddeeff00,
	      "they come back after a handler that changed them");
	check(aligned, "the area is aligned to 64 bytes");
	check(frame_mxcsr == 0x9f80 && mxcsr == 0x9f80, "MXCSR is in the frame and comes back");
	check(handler_mxcsr == 0x1f80 && handler_control == 0x37f,
	      "a handler starts with the initial state");
	check(!has_xsave || seen.magic1 == MAGIC1, "the first magic number is there");
	check(!has_xsave || seen_magic2 == MAGIC2, "the second one is there");
	check(!has_xsave || seen.extended_size == seen.state_size + 4, "the sizes fit");
	check(!has_xsave || ((seen.features & 3) == 3 && (seen_header & 3) == 3),
	      "x87 and SSE are among the features");
	if (has_xsave)
		note("state of %u bytes, features %#llx", seen.state_size,
		     (unsigned long long)seen.features);
}

static void change(int signal, siginfo_t *info, void *context)
{
	uint64_t value[2] = { 42, 43 };

	(void)signal;
	(void)info;
	memcpy(area_of(context) + XMM + 3 * 16, value, sizeof(value));
}

static void check_change(void)
{
	uint64_t after[2];

	handle(change);
	raise_with(1, 2, after);
	check(after[0] == 42 && after[1] == 43, "a handler changes the program's registers");
}

/* An old program copies 512 bytes only: the rest is as after a reset. */
static void drop_magic(int signal, siginfo_t *info, void *context)
{
	uint64_t value[2] = { 7, 8 };

	(void)signal;
	(void)info;
	memset(area_of(context) + SOFTWARE, 0, 48);
	memcpy(area_of(context) + XMM + 3 * 16, value, sizeof(value));
}

static void drop_area(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.fpregs = NULL;
}

static void check_less(void)
{
	uint64_t after[2];

	handle(drop_magic);
	raise_with(1, 2, after);
	check(after[0] == 7 && after[1] == 8, "an area without the magic number is FXSAVE's part");
	handle(drop_area);
	raise_with(1, 2, after);
	check(after[0] == 0 && after[1] == 0, "without an area the registers are initial");
}

static int depth;

static void nest(int signal, siginfo_t *info, void *context)
{
	uint64_t after[2] = { 0, 0 };

	(void)info;
	(void)context;
	if (++depth < 20)
		raise_with(depth, depth, after);
	if (depth < 20 || after[0])
		set_xmm3(signal, signal);
}

static void check_nesting(void)
{
	uint64_t after[2];

	handle(nest);
	raise_with(5, 6, after);
	check(depth == 20 && after[0] == 5 && after[1] == 6, "twenty nested frames come back");
}

/* What must not be loaded. Each in a child: it dies of SIGSEGV and nothing else does. */
static void (*spoil)(uint8_t *area);

static void spoil_mxcsr(uint8_t *area)
{
	memset(area + MXCSR, 0xff, 4);
}

static void spoil_features(uint8_t *area)
{
	memset(area + HEADER, 0xff, 8);
}

static void spoil_compaction(uint8_t *area)
{
	memset(area + HEADER + 8, 0xff, 8);
}

static void spoil_reserved(uint8_t *area)
{
	memset(area + HEADER + 16, 0xff, 40);
}

static void spoiling(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	spoil(area_of(context));
}

static void pointing(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.fpregs = (void *)0xffff888000000000;
}

static int returns_from(void *handler)
{
	uint64_t after[2];

	handle(handler);
	raise_with(1, 2, after);
	return 0;
}

static int refused(void (*how)(uint8_t *area))
{
	spoil = how;
	return in_child(returns_from, spoiling) == -SIGSEGV;
}

static void check_nonsense(void)
{
	check(refused(spoil_mxcsr), "reserved bits of MXCSR are refused");
	check(!has_xsave || refused(spoil_features), "unknown features are refused");
	check(!has_xsave || refused(spoil_compaction), "the compacted format is refused");
	check(!has_xsave || refused(spoil_reserved), "reserved bytes of the header are refused");
	check(in_child(returns_from, pointing) == -SIGSEGV,
	      "an area outside the program is refused");
}

int main(void)
{
	check_frame();
	check_change();
	check_less();
	check_nesting();
	check_nonsense();
	return finish();
}
