// SPDX-License-Identifier: GPL-2.0
#include "stand-in.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "x86/host.h"
#include "x86/window.h"

#define LOWEST 0x10000UL
#define FOUR_GIB (1UL << 32)

void cannot_start(const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	fuzz_leave();
}

/* What acpi.c links to for registers, which are written when a domain ends. */
void hyper_port_write(hyper_u16 port, hyper_u32 size, hyper_u32 value)
{
	(void)port;
	(void)size;
	(void)value;
	abort();
}

void *window_map(enum window_slot slot, uint64_t physical, enum window_kind kind)
{
	(void)slot;
	(void)physical;
	(void)kind;
	abort();
}

static void fault(int number, siginfo_t *info, void *context)
{
	sigset_t all;

	(void)context;
	if ((uint64_t)info->si_addr >= LOWEST) {
		signal(number, SIG_DFL);
		abort();
	}
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	fuzz_leave();
}

void low_memory_begin(void)
{
	struct sigaction action = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO };
	void *low = mmap((void *)LOWEST, FOUR_GIB - LOWEST, PROT_READ,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (low != (void *)LOWEST ||
	    mprotect((void *)LOW_INPUT, LOW_INPUT_MAX, PROT_READ | PROT_WRITE) ||
	    sigaction(SIGSEGV, &action, NULL)) {
		perror("low memory");
		exit(1);
	}
}

void low_memory_put(const uint8_t *data, size_t size)
{
	if (size > LOW_INPUT_MAX)
		size = LOW_INPUT_MAX;
	memset((void *)LOW_INPUT, 0, LOW_INPUT_MAX);
	memcpy((void *)LOW_INPUT, data, size);
}
