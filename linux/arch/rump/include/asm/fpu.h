/* SPDX-License-Identifier: GPL-2.0 */
/*
 * FPU and vector registers of programs.
 *
 * A task's state is either in the registers of the vCPU it runs on, or in memory
 * (thread.fpu). TIF_NEED_FPU_LOAD says which: set, memory counts and the registers are loaded
 * on the way back to the program; clear, the registers count and memory is stale. The flag is
 * only changed by the task itself or while the task does not run, always under fpu_lock().
 * Kernel threads have no state.
 */
#ifndef _ASM_RUMP_FPU_H
#define _ASM_RUMP_FPU_H

#include <linux/bottom_half.h>
#include <linux/preempt.h>
#include <linux/thread_info.h>
#include <linux/types.h>

struct task_struct;

/* The area FXSAVE writes (Intel SDM volume 1, section 10.5.1). */
struct fpu_legacy {
	u16 control;
	u16 status;
	u16 tag;
	u16 opcode;
	u64 instruction;
	u64 operand;
	u32 mxcsr;
	u32 mxcsr_mask;
	u8 x87[8][16];
	u8 xmm[16][16];
	u8 reserved[48];
	u8 software[48];
};

struct fpu_header {
	u64 features; /* XSTATE_BV: what is not in its initial state */
	u64 compaction;
	u64 reserved[6];
};

/* The standard format of XSAVE; the header and what follows only on CPUs that have it. */
struct fpu_state {
	struct fpu_legacy legacy;
	struct fpu_header header;
	u8 extended[];
} __aligned(64);

static_assert(sizeof(struct fpu_legacy) == 512);
static_assert(sizeof(struct fpu_header) == 64);

/* What the CPU has: set once at boot. */
struct fpu_format {
	u64 features;	/* XCR0, or the two bits that FXSAVE stands for */
	u32 size;	/* bytes of a state */
	u32 mxcsr_mask; /* bits that may be set in MXCSR */
	bool xsave;
	bool optimised;
};

extern struct fpu_format fpu_format;

/* Finds out. From setup_arch(). */
void rump_fpu_init(void);

static inline void fpu_lock(void)
{
	preempt_disable();
	local_bh_disable();
}

static inline void fpu_unlock(void)
{
	local_bh_enable();
	preempt_enable();
}

/* Loads the program's registers. Interrupts are masked. */
void fpu_load_current(void);

/* Saves the registers of a task that stops running. Interrupts are masked. */
void fpu_switch(struct task_struct *previous);

/* Makes the current task's memory copy up to date and complete; the registers stay loaded. */
void fpu_save_current(void);

/* From here on the current task's memory counts, whatever the caller writes there. */
void fpu_take_current(void);

/*
 * The state of a task that does not run, or of the current one, for reading (up to date, with
 * every part filled in) or for writing (loaded before the task runs on). Null: it has none.
 */
struct fpu_state *fpu_read(struct task_struct *task);
struct fpu_state *fpu_write(struct task_struct *task);

/* A new task gets the current one's state, or the initial one. 0 or -ENOMEM. */
int fpu_clone(struct task_struct *child, bool initial);
void fpu_free(struct task_struct *task);

/* The initial state, in memory and for the current task. */
void fpu_set_initial(struct fpu_state *state);
void fpu_reset_current(void);

/* Whether the CPU will load it: unknown features, reserved bits. Adjusts nothing. */
bool fpu_valid(const struct fpu_state *state);

/* Signal frames (kernel/fpu_signal.c): bytes, and 0 or -EFAULT or -EINVAL. */
unsigned int fpu_signal_size(void);
int fpu_signal_save(void __user *area);
int fpu_signal_restore(void __user *area);

#endif
