/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The calls of <rumproast/x86/cpu.h> that are an instruction or two on every x86 host.
 */
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>

#include "x86/host.h"

#define CR3_ADDRESS 0x000ffffffffff000UL
#define CR4_PGE 0x80UL

void hyper_x86_load_root(unsigned long root)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(root) : "memory");
}

unsigned long hyper_x86_root(void)
{
	unsigned long root;

	__asm__ volatile("movq %%cr3, %0" : "=r"(root));
	return root & CR3_ADDRESS;
}

void hyper_x86_flush_page(unsigned long address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

void hyper_x86_flush_all(void)
{
	unsigned long flags = interrupts_save();
	unsigned long value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value));
	__asm__ volatile("movq %0, %%cr4" : : "r"(value & ~CR4_PGE) : "memory");
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
	interrupts_restore(flags);
}

void hyper_x86_set_fs_base(unsigned long base)
{
	write_msr(MSR_FS_BASE, base);
}

unsigned long hyper_x86_fs_base(void)
{
	return read_msr(MSR_FS_BASE);
}

void hyper_x86_set_program_gs_base(unsigned long base)
{
	write_msr(MSR_KERNEL_GS_BASE, base);
}

unsigned long hyper_x86_program_gs_base(void)
{
	return read_msr(MSR_KERNEL_GS_BASE);
}

void hyper_x86_set_debug(unsigned int index, unsigned long value)
{
	switch (index) {
	case 0:
		__asm__ volatile("movq %0, %%dr0" : : "r"(value));
		break;
	case 1:
		__asm__ volatile("movq %0, %%dr1" : : "r"(value));
		break;
	case 2:
		__asm__ volatile("movq %0, %%dr2" : : "r"(value));
		break;
	case 3:
		__asm__ volatile("movq %0, %%dr3" : : "r"(value));
		break;
	case 6:
		__asm__ volatile("movq %0, %%dr6" : : "r"(value));
		break;
	case 7:
		__asm__ volatile("movq %0, %%dr7" : : "r"(value));
		break;
	default:
		broken("hyper_x86_set_debug: no such register");
	}
}

unsigned long hyper_x86_debug(unsigned int index)
{
	unsigned long value = 0;

	switch (index) {
	case 0:
		__asm__ volatile("movq %%dr0, %0" : "=r"(value));
		break;
	case 1:
		__asm__ volatile("movq %%dr1, %0" : "=r"(value));
		break;
	case 2:
		__asm__ volatile("movq %%dr2, %0" : "=r"(value));
		break;
	case 3:
		__asm__ volatile("movq %%dr3, %0" : "=r"(value));
		break;
	case 6:
		__asm__ volatile("movq %%dr6, %0" : "=r"(value));
		break;
	case 7:
		__asm__ volatile("movq %%dr7, %0" : "=r"(value));
		break;
	default:
		broken("hyper_x86_debug: no such register");
	}
	return value;
}

hyper_u32 hyper_port_read(hyper_u16 port, hyper_u32 size)
{
	switch (size) {
	case 1:
		return in8(port);
	case 2:
		return in16(port);
	case 4:
		return in32(port);
	}
	broken("hyper_port_read: size is not 1, 2 or 4");
}

void hyper_port_write(hyper_u16 port, hyper_u32 size, hyper_u32 value)
{
	switch (size) {
	case 1:
		out8(port, (uint8_t)value);
		break;
	case 2:
		out16(port, (uint16_t)value);
		break;
	case 4:
		out32(port, value);
		break;
	default:
		broken("hyper_port_write: size is not 1, 2 or 4");
	}
}

void hyper_cpu_stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt" : : : "memory");
}
