/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that may end through fail(), and bytes that are wrong in many ways.
 */
#ifndef TESTS_INIT_CAUGHT_H
#define TESTS_INIT_CAUGHT_H

#include <stdint.h>

#include "tap.h"

struct caught {
	int status;	 /* exit status, or minus a signal */
	char text[2048]; /* what was written to standard error */
};

/* Runs function(argument) in a child; 0 is the status if it returns. */
__attribute__((unused)) static struct caught catch_fail(void (*function)(const void *),
							const void *argument)
{
	struct caught caught = { 0 };
	int ends[2];
	size_t used = 0;
	ssize_t got;
	pid_t pid;

	require(pipe(ends) == 0);
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		function(argument);
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], caught.text + used, sizeof(caught.text) - 1 - used)) > 0)
		used += (size_t)got;
	close(ends[0]);
	caught.status = status_of(pid);
	return caught;
}

/* A generator with a fixed seed: the same bytes in every run. */
static uint64_t mutation_state = 88172645463325252ULL;

__attribute__((unused)) static uint32_t mutation_number(void)
{
	mutation_state ^= mutation_state << 13;
	mutation_state ^= mutation_state >> 7;
	mutation_state ^= mutation_state << 17;
	return (uint32_t)(mutation_state >> 32);
}

/* Changes some bytes of a message and perhaps its length, which is returned. */
__attribute__((unused)) static size_t mutate(unsigned char *bytes, size_t size)
{
	static const unsigned char edges[] = { 0, 1, 2, 3, 4, 127, 128, 252, 254, 255 };
	uint32_t changes = mutation_number() % 8;

	while (size && changes--) {
		uint32_t number = mutation_number();

		bytes[number % size] = number & 0x10000 ? edges[(number >> 20) % sizeof(edges)]
							: (unsigned char)(number >> 24);
	}
	return mutation_number() % 4 ? size : mutation_number() % (size + 1);
}

/*
 * A copy of exactly size bytes on the heap, so that the address sanitizer sees a read behind
 * its end; to be freed.
 */
__attribute__((unused)) static unsigned char *exact_copy(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);

	require(copy != NULL);
	memcpy(copy, bytes, size);
	return copy;
}

#endif
