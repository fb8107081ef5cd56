/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_MMU_H
#define _ASM_RUMP_MMU_H

typedef struct {
	void *vdso; /* where the program sees it; null: nowhere */
} mm_context_t;

#endif
