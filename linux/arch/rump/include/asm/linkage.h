/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_LINKAGE_H
#define _ASM_RUMP_LINKAGE_H

#define __ALIGN .balign 16, 0xcc
#define __ALIGN_STR ".balign 16, 0xcc"

#endif
