/* SPDX-License-Identifier: GPL-2.0 */
/* Signal sets as x86-64 programs have them; everything else is x86's own uapi header. */
#ifndef _ASM_RUMP_SIGNAL_H
#define _ASM_RUMP_SIGNAL_H

#define _NSIG 64
#define _NSIG_BPW 64
#define _NSIG_WORDS (_NSIG / _NSIG_BPW)

#ifndef __ASSEMBLY__

typedef unsigned long old_sigset_t;

typedef struct {
	unsigned long sig[_NSIG_WORDS];
} sigset_t;

#endif /* __ASSEMBLY__ */

#include <uapi/asm/signal.h>

#define __ARCH_HAS_SA_RESTORER

#ifndef __ASSEMBLY__
#include <uapi/asm/sigcontext.h>
#endif

#endif
