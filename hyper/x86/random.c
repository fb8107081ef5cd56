/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers of the CPU: RDSEED, else RDRAND. Both may run dry for a moment; Intel asks to
 * try RDRAND ten times before giving up, and RDSEED longer.
 */
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>

#include "x86/machine.h"

#define TRIES 100

static int has_instruction(unsigned int leaf, unsigned int index, unsigned int bit)
{
	unsigned int out[4];

	hyper_cpuid(0, 0, out);
	if (out[0] < leaf)
		return 0;
	hyper_cpuid(leaf, 0, out);
	return out[index] >> bit & 1;
}

static int draw(int seed, unsigned long *word)
{
	unsigned char valid = 0;
	int i;

	for (i = 0; i < TRIES && !valid; i++) {
		if (seed)
			__asm__ volatile("rdseed %0; setc %1" : "=&r"(*word), "=qm"(valid));
		else
			__asm__ volatile("rdrand %0; setc %1" : "=&r"(*word), "=qm"(valid));
		if (!valid)
			hyper_cpu_relax();
	}
	return valid;
}

unsigned long hyper_random(void *bytes, unsigned long size)
{
	static signed char has_seed = -1, has_rand = -1;
	unsigned char *to = bytes;
	unsigned long done = 0, word, part;

	if (has_rand < 0) {
		has_seed = (signed char)has_instruction(7, 1, 18);
		has_rand = (signed char)has_instruction(1, 2, 30);
	}
	while (done < size) {
		if (!(has_seed && draw(1, &word)) && !(has_rand && draw(0, &word)))
			break;
		part = size - done < sizeof(word) ? size - done : sizeof(word);
		memcpy(to + done, &word, part);
		done += part;
	}
	return done;
}
