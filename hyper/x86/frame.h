/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers that assembly and C of hyper/x86 share: offsets into struct hyper_frame and struct
 * cpu_block (checked in cpu.c), selectors, vectors. Includes nothing.
 */
#ifndef HYPER_X86_FRAME_H
#define HYPER_X86_FRAME_H

#define FRAME_R11 48
#define FRAME_R10 56
#define FRAME_R9 64
#define FRAME_R8 72
#define FRAME_AX 80
#define FRAME_CX 88
#define FRAME_DX 96
#define FRAME_SI 104
#define FRAME_DI 112
#define FRAME_ORIG_AX 120
#define FRAME_IP 128
#define FRAME_CS 136
#define FRAME_FLAGS 144
#define FRAME_SP 152
#define FRAME_SS 160

#define FLAG_TF 0x100
#define FLAG_IF 0x200
#define FLAG_RF 0x10000
/* What a program may have in RFLAGS: arithmetic flags, TF, DF, RF, AC, ID. */
#define FLAGS_OF_PROGRAM 0x250dd5
/* What SYSCALL clears: NT, AC, IF, TF, DF. */
#define FLAGS_CLEARED_BY_SYSCALL 0x44700

#define GDT_TSS 0x20

/* Vectors from 0x30 on are lines; 0x80 is left out, Linux programs use it. */
#define VECTOR_LINE0 0x30
#define VECTOR_INT80 0x80
#define VECTOR_SPURIOUS 0xff

/* HYPER_IRQ_LINES and HYPER_TRAP_SOFT_INTERRUPT, which hyper.h and cpu.h keep from assembly. */
#define LINES 192
#define SOFT_INTERRUPT 32

/* Stacks of the interrupt stack table. */
#define IST_INTERRUPT 1
#define IST_TRAP 2
#define IST_NMI 3
#define IST_DEBUG 4
#define IST_FATAL 5

/* Tops of stacks; the first is kept there, the second is there. */
#define BLOCK_FATAL_STACK 56
#define BLOCK_LINE_STACK 240

#endif
