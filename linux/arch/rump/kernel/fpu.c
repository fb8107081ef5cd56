// SPDX-License-Identifier: GPL-2.0
/*
 * FPU and vector registers: where a task's are, and how they get from memory to the CPU and
 * back. The rules are in asm/fpu.h, the formats in the Intel SDM volume 1, chapters 10 and 13.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/fpu.h>
#include <asm/fpu/api.h>
#include <rumproast/x86/cpu.h>

#define INITIAL_CONTROL 0x37f
#define INITIAL_MXCSR 0x1f80
#define MXCSR_MASK_IF_ZERO 0xffbf /* what a mask of 0 stands for */

#define FEATURE_X87 0x1
#define FEATURE_SSE 0x2
#define FEATURES_LEGACY (FEATURE_X87 | FEATURE_SSE)
#define FIRST_EXTENDED 2
#define CPUID_XSAVE 0xd
#define NOT_LOADED (~0U)

struct fpu_format fpu_format __ro_after_init;

/* Where the standard format has each feature beyond x87 and SSE. */
struct component {
	u32 offset;
	u32 size;
};

static struct component components[64] __ro_after_init;
static struct kmem_cache *states __ro_after_init;

/* Whose state the vCPU's registers hold; null: nobody's. */
static DEFINE_PER_CPU(struct fpu_state *, loaded_state);
static DEFINE_PER_CPU(bool, used_by_kernel);

/* Instructions ----------------------------------------------------------------------------- */

static void registers_save(struct fpu_state *state)
{
	u32 low = fpu_format.features;
	u32 high = fpu_format.features >> 32;

	if (fpu_format.optimised)
		asm volatile("xsaveopt64 %0" : "+m"(*state) : "a"(low), "d"(high) : "memory");
	else if (fpu_format.xsave)
		asm volatile("xsave64 %0" : "+m"(*state) : "a"(low), "d"(high) : "memory");
	else
		asm volatile("fxsave64 %0" : "+m"(*state) : : "memory");
}

/* False: the CPU refused the state, the registers are what they were. */
static bool registers_load(const struct fpu_state *state)
{
	u32 low = fpu_format.features;
	u32 high = fpu_format.features >> 32;

	if (fpu_format.xsave)
		asm goto("1: xrstor64 %0\n" _ASM_EXTABLE(1b, %l[refused])
			 : : "m"(*state), "a"(low), "d"(high) : "memory" : refused);
	else
		asm goto("1: fxrstor64 %0\n" _ASM_EXTABLE(1b, %l[refused])
			 : : "m"(*state) : "memory" : refused);
	return true;
refused:
	return false;
}

/* What the CPU leaves out because it is in its initial state, written out for readers. */
static void fill_in(struct fpu_state *state)
{
	u64 missing = fpu_format.features & ~state->header.features;
	unsigned int i;

	if (!fpu_format.xsave || !missing)
		return;
	if (missing & FEATURE_X87) {
		memset(&state->legacy, 0, offsetof(struct fpu_legacy, mxcsr));
		memset(state->legacy.x87, 0, sizeof(state->legacy.x87));
		state->legacy.control = INITIAL_CONTROL;
	}
	if (missing & FEATURE_SSE)
		memset(state->legacy.xmm, 0, sizeof(state->legacy.xmm));
	for (i = FIRST_EXTENDED; i < ARRAY_SIZE(components); i++)
		if (missing & BIT_ULL(i))
			memset((u8 *)state + components[i].offset, 0, components[i].size);
}

void fpu_set_initial(struct fpu_state *state)
{
	memset(state, 0, max_t(size_t, fpu_format.size, sizeof(*state)));
	state->legacy.control = INITIAL_CONTROL;
	state->legacy.mxcsr = INITIAL_MXCSR;
	state->legacy.mxcsr_mask = fpu_format.mxcsr_mask;
}

bool fpu_valid(const struct fpu_state *state)
{
	if (state->legacy.mxcsr & ~fpu_format.mxcsr_mask)
		return false;
	if (!fpu_format.xsave)
		return true;
	return !(state->header.features & ~fpu_format.features) && !state->header.compaction &&
	       !memchr_inv(state->header.reserved, 0, sizeof(state->header.reserved));
}

/* Tasks ------------------------------------------------------------------------------------ */

/* The registers stay as they are, but memory counts from now on. Preemption is off. */
static void retire(struct task_struct *task)
{
	if (!task->thread.fpu || test_tsk_thread_flag(task, TIF_NEED_FPU_LOAD))
		return;
	registers_save(task->thread.fpu);
	set_tsk_thread_flag(task, TIF_NEED_FPU_LOAD);
}

void fpu_switch(struct task_struct *previous)
{
	retire(previous);
}

static bool still_loaded(const struct thread_struct *thread)
{
	return this_cpu_read(loaded_state) == thread->fpu &&
	       thread->fpu_cpu == smp_processor_id();
}

void fpu_load_current(void)
{
	struct thread_struct *thread = &current->thread;

	if (!still_loaded(thread)) {
		if (!registers_load(thread->fpu)) {
			WARN_ONCE(1, "the CPU refused a program's FPU state");
			fpu_set_initial(thread->fpu);
			registers_load(thread->fpu);
		}
		this_cpu_write(loaded_state, thread->fpu);
		thread->fpu_cpu = smp_processor_id();
	}
	clear_thread_flag(TIF_NEED_FPU_LOAD);
}

void fpu_save_current(void)
{
	struct fpu_state *state = current->thread.fpu;

	fpu_lock();
	if (!test_thread_flag(TIF_NEED_FPU_LOAD))
		registers_save(state);
	fill_in(state);
	fpu_unlock();
}

void fpu_take_current(void)
{
	fpu_lock();
	retire(current);
	current->thread.fpu_cpu = NOT_LOADED;
	fpu_unlock();
}

struct fpu_state *fpu_read(struct task_struct *task)
{
	if (!task->thread.fpu)
		return NULL;
	if (task == current)
		fpu_save_current();
	else
		fill_in(task->thread.fpu);
	return task->thread.fpu;
}

struct fpu_state *fpu_write(struct task_struct *task)
{
	if (!task->thread.fpu)
		return NULL;
	if (task == current)
		fpu_take_current();
	task->thread.fpu_cpu = NOT_LOADED;
	fill_in(task->thread.fpu);
	return task->thread.fpu;
}

int fpu_clone(struct task_struct *child, bool initial)
{
	struct fpu_state *state = kmem_cache_alloc(states, GFP_KERNEL_ACCOUNT);

	if (!state)
		return -ENOMEM;
	if (initial || !current->thread.fpu)
		fpu_set_initial(state);
	else
		memcpy(state, fpu_read(current), fpu_format.size);
	child->thread.fpu = state;
	child->thread.fpu_cpu = NOT_LOADED;
	set_tsk_thread_flag(child, TIF_NEED_FPU_LOAD);
	return 0;
}

void fpu_free(struct task_struct *task)
{
	if (task->thread.fpu)
		kmem_cache_free(states, task->thread.fpu);
	task->thread.fpu = NULL;
}

void fpu_reset_current(void)
{
	if (!current->thread.fpu)
		return;
	fpu_take_current();
	fpu_set_initial(current->thread.fpu);
}

/* The kernel's own use --------------------------------------------------------------------- */

bool irq_fpu_usable(void)
{
	if (in_nmi() || this_cpu_read(used_by_kernel))
		return false;
	/* An interrupt that hit between fpu_lock() and fpu_unlock() must keep off. */
	return !in_hardirq() || !softirq_count();
}
EXPORT_SYMBOL(irq_fpu_usable);

void kernel_fpu_begin(void)
{
	const u32 mxcsr = INITIAL_MXCSR;

	preempt_disable();
	WARN_ON_ONCE(!irq_fpu_usable());
	this_cpu_write(used_by_kernel, true);
	retire(current);
	this_cpu_write(loaded_state, NULL);
	asm volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
}
EXPORT_SYMBOL_GPL(kernel_fpu_begin);

void kernel_fpu_end(void)
{
	this_cpu_write(used_by_kernel, false);
	preempt_enable();
}
EXPORT_SYMBOL_GPL(kernel_fpu_end);

int cpu_has_xfeatures(u64 features, const char **missing)
{
	if (!(features & ~fpu_format.features))
		return 1;
	if (missing)
		*missing = "extended state";
	return 0;
}
EXPORT_SYMBOL_GPL(cpu_has_xfeatures);

/* Boot ------------------------------------------------------------------------------------- */

static u32 __init find_mxcsr_mask(void)
{
	static struct fpu_legacy area __initdata __aligned(64);

	asm volatile("fxsave64 %0" : "+m"(area) : : "memory");
	return area.mxcsr_mask ? area.mxcsr_mask : MXCSR_MASK_IF_ZERO;
}

/* Intel SDM volume 2, CPUID leaf 0DH: size in EAX, offset in EBX. */
static void __init find_components(void)
{
	unsigned int registers[4];
	unsigned int i;

	for (i = FIRST_EXTENDED; i < ARRAY_SIZE(components); i++) {
		if (!(fpu_format.features & BIT_ULL(i)))
			continue;
		hyper_cpuid(CPUID_XSAVE, i, registers);
		components[i].size = registers[0];
		components[i].offset = registers[1];
		if (components[i].offset + components[i].size > fpu_format.size)
			panic("rump: XSAVE feature %u lies outside the area's %u bytes", i,
			      fpu_format.size);
	}
}

void __init rump_fpu_init(void)
{
	struct hyper_x86_features features;

	hyper_x86_features(&features);
	fpu_format.xsave = features.xsave_mask;
	fpu_format.optimised = features.xsave_mask && features.xsave_optimised;
	fpu_format.features = fpu_format.xsave ? features.xsave_mask : FEATURES_LEGACY;
	fpu_format.size = fpu_format.xsave ? features.xsave_size : sizeof(struct fpu_legacy);
	fpu_format.mxcsr_mask = find_mxcsr_mask();
	if (fpu_format.xsave)
		find_components();
}

/* Before the first fork; the kernel's first task has no state, as kernel threads have not. */
void __init arch_task_cache_init(void)
{
	unsigned int size = max_t(unsigned int, fpu_format.size, sizeof(struct fpu_state));

	states = kmem_cache_create_usercopy("fpu_state", size, __alignof__(struct fpu_state),
					    SLAB_PANIC | SLAB_ACCOUNT, 0, size, NULL);
}
