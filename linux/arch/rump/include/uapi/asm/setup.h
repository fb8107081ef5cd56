/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_RUMP_SETUP_H
#define _UAPI_ASM_RUMP_SETUP_H

/* The hypercall layer hands up at most 4095 characters and a terminator. */
#define COMMAND_LINE_SIZE 4096

#endif
