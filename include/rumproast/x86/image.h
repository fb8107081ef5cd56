/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image as a file, for boot loaders that read it without looking at its ELF headers.
 *
 * Beside kernel_image_end (x86/cpu.h), the linker script defines kernel_data_end, behind the last
 * byte that is not zero at the start. From HYPER_LOAD to there the file has what memory shall
 * have, in one piece: bytes as far apart in memory are as far apart in the file. Between
 * kernel_data_end and kernel_image_end memory begins as zeros.
 *
 * May be included from assembly; context any.
 */
#ifndef RUMPROAST_X86_IMAGE_H
#define RUMPROAST_X86_IMAGE_H

#if !defined(__ASSEMBLY__) && !defined(__ASSEMBLER__)
extern char kernel_data_end[];
#endif

#endif
