// SPDX-License-Identifier: GPL-2.0
/*
 * The vector registers, set to known values and read back (Intel SDM volume 1, chapters 10 and
 * 13). What the compiler keeps in them is saved before and restored after, in the same piece of
 * assembly, so nothing but the registers themselves can carry the values.
 */
#include "../programs/tap.h"

#include "ciphers.h"

#include <cpuid.h>

#define LEGACY_SIZE 512
#define AREA_SIZE 8192
#define XMM_OFFSET 160
#define XMM_SIZE 256
#define HEADER_OFFSET 512

#define X87_SSE 0x3
#define AVX 0x4
#define AVX512 0xe0

/* The areas of XSAVE: what is set, what is found, and the compiler's. */
static unsigned char set[AREA_SIZE] __attribute__((aligned(64)));
static unsigned char found[AREA_SIZE] __attribute__((aligned(64)));
static unsigned char own[AREA_SIZE] __attribute__((aligned(64)));

static uint64_t mask;

/* The parts of an area that hold registers. */
static struct part {
	uint32_t offset, size;
} parts[8];
static int part_count;

static uint64_t enabled_features(void)
{
	uint32_t a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return 0;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return ((uint64_t)high << 32 | low) & (X87_SSE | AVX | AVX512);
}

static void add_part(uint32_t offset, uint32_t size, uint64_t *state)
{
	require(offset + size <= AREA_SIZE);
	parts[part_count++] = (struct part){ offset, size };
	for (uint32_t i = 0; i < size; i++) {
		*state = *state * 6364136223846793005 + 1442695040888963407;
		set[offset + i] = (unsigned char)(*state >> 56);
	}
}

void registers_prepare(uint64_t seed)
{
	uint32_t size, offset, c, d;

	mask = enabled_features();
	if (mask)
		__asm__ volatile("xsave64 %0" : "+m"(set) : "a"((uint32_t)mask), "d"(0));
	else
		__asm__ volatile("fxsave64 %0" : "+m"(set));
	add_part(XMM_OFFSET, XMM_SIZE, &seed);
	for (uint32_t feature = 2; feature < 8; feature++) {
		if (!(mask >> feature & 1))
			continue;
		__cpuid_count(0xd, feature, size, offset, c, d);
		add_part(offset, size, &seed);
	}
	memcpy(set + HEADER_OFFSET, &mask, sizeof(mask));
}

static int are_kept(void)
{
	for (int i = 0; i < part_count; i++) {
		if (memcmp(set + parts[i].offset, found + parts[i].offset, parts[i].size))
			return 0;
	}
	return 1;
}

long registers_across_call(long number, long a, long b, long c, long d, int *kept)
{
	register long fourth __asm__("r10") = d;
	register long fifth __asm__("r8") = 0;
	register long sixth __asm__("r9") = 0;
	uint32_t low = (uint32_t)mask, high = 0;
	long result = number;

	memset(found, 0, sizeof(found));
	if (mask)
		__asm__ volatile(
			"xsave64 %[own]\n\txrstor64 %[set]\n\t"
			"movq %[result], %%rax\n\tmovq %[c], %%rdx\n\tsyscall\n\t"
			"movq %%rax, %[result]\n\tmovl %[mask], %%eax\n\txorl %%edx, %%edx\n\t"
			"xsave64 %[found]\n\txrstor64 %[own]"
			: [result] "+m"(result), [own] "+m"(own), [found] "+m"(found), "+a"(low),
			  "+d"(high)
			: [set] "m"(set), [c] "m"(c), [mask] "m"(mask), "D"(a), "S"(b), "r"(fourth),
			  "r"(fifth), "r"(sixth)
			: "rcx", "r11", "memory");
	else
		__asm__ volatile("fxsave64 %[own]\n\tfxrstor64 %[set]\n\t"
				 "movq %[result], %%rax\n\tmovq %[c], %%rdx\n\tsyscall\n\t"
				 "movq %%rax, %[result]\n\tfxsave64 %[found]\n\tfxrstor64 %[own]"
				 : [result] "+m"(result), [own] "+m"(own), [found] "+m"(found),
				   "+a"(low), "+d"(high)
				 : [set] "m"(set), [c] "m"(c), "D"(a), "S"(b), "r"(fourth),
				   "r"(fifth), "r"(sixth)
				 : "rcx", "r11", "memory");
	*kept = are_kept();
	return result;
}

int registers_across_work(void)
{
	unsigned long turns = 200000;

	memset(found, 0, sizeof(found));
	if (mask)
		__asm__ volatile("xsave64 %[own]\n\txrstor64 %[set]\n"
				 "1:\tdecq %[turns]\n\tjnz 1b\n\t"
				 "xsave64 %[found]\n\txrstor64 %[own]"
				 : [turns] "+r"(turns), [own] "+m"(own), [found] "+m"(found)
				 : [set] "m"(set), "a"((uint32_t)mask), "d"(0)
				 : "memory");
	else
		__asm__ volatile("fxsave64 %[own]\n\tfxrstor64 %[set]\n"
				 "1:\tdecq %[turns]\n\tjnz 1b\n\t"
				 "fxsave64 %[found]\n\tfxrstor64 %[own]"
				 : [turns] "+r"(turns), [own] "+m"(own), [found] "+m"(found)
				 : [set] "m"(set)
				 : "memory");
	return are_kept();
}

const char *registers_sets(void)
{
	return (mask & AVX512) == AVX512 ? "SSE, AVX, AVX-512" : mask & AVX ? "SSE, AVX" : "SSE";
}
