// SPDX-License-Identifier: GPL-2.0
/* What the CPU holds for a task besides its general registers, exchanged for another's. */
#include <linux/init.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <asm/fpu.h>
#include <asm/switch_to.h>
#include <rumproast/x86/cpu.h>
#include "task.h"

static bool fsgsbase __ro_after_init;

/* Until then no program runs, and every base is 0. */
static int __init bases_init(void)
{
	struct hyper_x86_features features;

	hyper_x86_features(&features);
	fsgsbase = features.fsgsbase;
	return 0;
}
early_initcall(bases_init);

/*
 * Without FSGSBASE only arch_prctl() changes the bases, and what the task remembers is right.
 * With it the program may have changed them by an instruction.
 */
static void bases_save(struct thread_struct *thread)
{
	if (!fsgsbase)
		return;
	thread->fs_base = hyper_fs_base_fast();
	thread->gs_base = hyper_x86_program_gs_base();
}

static void fs_base_write(unsigned long base)
{
	if (fsgsbase)
		hyper_set_fs_base_fast(base);
	else
		hyper_x86_set_fs_base(base);
}

static void bases_switch(struct thread_struct *previous, struct thread_struct *next)
{
	bases_save(previous);
	if (previous->fs_base != next->fs_base)
		fs_base_write(next->fs_base);
	if (previous->gs_base != next->gs_base)
		hyper_x86_set_program_gs_base(next->gs_base);
}

struct task_struct *__switch_to(struct task_struct *previous, struct task_struct *next)
{
	struct hyper_cpu *cpu = hyper_this_cpu();

	fpu_switch(previous);
	bases_switch(&previous->thread, &next->thread);
	if (unlikely((task_thread_info(previous)->flags | task_thread_info(next)->flags) &
		     _TIF_DEBUG))
		debug_switch(previous, next);
	cpu->current_task = next;
	cpu->kernel_stack = task_top_of_stack(next);
	return previous;
}

unsigned long task_fs_base(struct task_struct *task)
{
	return task == current && fsgsbase ? hyper_fs_base_fast() : task->thread.fs_base;
}

unsigned long task_gs_base(struct task_struct *task)
{
	return task == current && fsgsbase ? hyper_x86_program_gs_base() : task->thread.gs_base;
}

void task_set_fs_base(struct task_struct *task, unsigned long base)
{
	preempt_disable();
	task->thread.fs_base = base;
	if (task == current)
		fs_base_write(base);
	preempt_enable();
}

void task_set_gs_base(struct task_struct *task, unsigned long base)
{
	preempt_disable();
	task->thread.gs_base = base;
	if (task == current)
		hyper_x86_set_program_gs_base(base);
	preempt_enable();
}
