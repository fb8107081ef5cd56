// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel is write-protected and its data is not executable, also for a program that shares
 * its privilege level. Arguments are addresses of the kernel under test as NAME=ADDRESS: text
 * and constants, which must not be written; or data:NAME=ADDRESS, which must not be executed.
 * Natively the same accesses fail because a program may not make any.
 */
#include "tap.h"

#include <stdint.h>

static void ends(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	_exit(signal == SIGSEGV ? 7 : 8);
}

static int in_handler(int (*access)(void *), uintptr_t address)
{
	struct sigaction action = { .sa_sigaction = ends, .sa_flags = SA_SIGINFO };
	pid_t pid = fork();

	require(pid >= 0);
	if (pid == 0) {
		sigaction(SIGSEGV, &action, NULL);
		_exit(access((void *)address));
	}
	return status_of(pid);
}

int main(int argc, char **argv)
{
	int tried = 0;

	for (int i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');
		uintptr_t address;

		require(value);
		*value = 0;
		address = strtoull(value + 1, NULL, 16);
		require(address >= 0xffff800000000000);
		tried++;
		if (strncmp(argv[i], "data:", 5) == 0) {
			check(calling(address) == -SIGSEGV, "%s is not executed", argv[i]);
			continue;
		}
		check(writing(address) == -SIGSEGV, "%s is not written", argv[i]);
		check(in_handler(tap_write_byte, address) == 7, "%s: a handler is told", argv[i]);
	}
	check(calling(0xffff888000001000) == -SIGSEGV, "the direct map is not executed");
	check(writing(0xffffc00000000000) == -SIGSEGV, "what is not mapped is not written");
	check(tried >= 3, "addresses were given");
	return finish();
}
