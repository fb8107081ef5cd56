/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Single instructions and small idioms that every part of the host side uses. Context any;
 * nothing here can fail.
 */
#ifndef HYPER_X86_MACHINE_H
#define HYPER_X86_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#define BOOT_TEXT __attribute__((section(".init.text"), cold))
#define BOOT_DATA __attribute__((section(".init.data")))
#define BOOT_CONST __attribute__((section(".init.rodata")))

#define MSR_APIC_BASE 0x1b
#define MSR_EFER 0xc0000080
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102

#define NANOSECONDS 1000000000UL
#define PAGE 4096UL

static inline uint8_t in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint16_t in16(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint32_t in32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint64_t read_msr(uint32_t number)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return ((uint64_t)high << 32) | low;
}

static inline void write_msr(uint32_t number, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

/* A cycle count that is not taken before earlier instructions have finished. */
static inline uint64_t read_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return ((uint64_t)high << 32) | low;
}

/* a * b / 2^32, without losing the upper bits of the product. */
static inline uint64_t multiply_shift32(uint64_t a, uint64_t b)
{
	return (uint64_t)(((unsigned __int128)a * b) >> 32);
}

/* a * 2^32 / b; the result must fit, so a < b * 2^32. */
static inline uint64_t divide_shift32(uint64_t a, uint64_t b)
{
	uint64_t quotient, rest;

	__asm__("divq %4" : "=a"(quotient), "=d"(rest) : "a"(a << 32), "d"(a >> 32), "r"(b) : "cc");
	return quotient;
}

static inline unsigned long interrupts_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void interrupts_restore(unsigned long flags)
{
	if (flags & 0x200)
		__asm__ volatile("sti" : : : "memory");
}

/* Memory that something else may change at any time: exactly one access each. */
#define READ_ONCE(place) (*(const volatile __typeof__(place) *)&(place))
#define WRITE_ONCE(place, value) (*(volatile __typeof__(place) *)&(place) = (value))

static inline void compiler_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);

#endif
