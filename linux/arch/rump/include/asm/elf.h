/* SPDX-License-Identifier: GPL-2.0 */
/* Which ELF files are programs, and what they are told at their start. */
#ifndef _ASM_RUMP_ELF_H
#define _ASM_RUMP_ELF_H

#include <linux/elf-em.h>
#include <linux/types.h>
#include <asm/auxvec.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/sigframe.h>
#include <asm/user.h>

#define ELF_CLASS ELFCLASS64
#define ELF_DATA ELFDATA2LSB
#define ELF_ARCH EM_X86_64
#define elf_check_arch(header) ((header)->e_machine == EM_X86_64)

/* Relocation types that module loading knows (System V ABI, AMD64 supplement). */
#define R_X86_64_NONE 0
#define R_X86_64_64 1
#define R_X86_64_PC32 2
#define R_X86_64_PLT32 4
#define R_X86_64_32 10
#define R_X86_64_32S 11
#define R_X86_64_PC64 24

typedef unsigned long elf_greg_t;
#define ELF_NGREG (sizeof(struct user_regs_struct) / sizeof(elf_greg_t))
typedef elf_greg_t elf_gregset_t[ELF_NGREG];
typedef struct user_i387_struct elf_fpregset_t;

#define CORE_DUMP_USE_REGSET
#define ELF_EXEC_PAGESIZE 4096

/* Programs without an interpreter segment and the dynamic linker itself go here. */
#define ELF_ET_DYN_BASE (DEFAULT_MAP_WINDOW / 3 * 2)

/* 4 Mi pages, 16 GiB, as x86-64 spreads its stacks. */
#define STACK_RND_MASK 0x3fffffUL

unsigned long elf_hwcap(void);
unsigned long elf_hwcap2(void);
#define ELF_HWCAP elf_hwcap()
#define ELF_HWCAP2 elf_hwcap2()
#define ELF_PLATFORM ("x86_64")

void elf_clear_registers(struct pt_regs *regs);
#define ELF_PLAT_INIT(regs, load_address) elf_clear_registers(regs)

#define ARCH_DLINFO NEW_AUX_ENT(AT_MINSIGSTKSZ, signal_frame_size())

#endif
