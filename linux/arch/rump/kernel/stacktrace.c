// SPDX-License-Identifier: GPL-2.0
/* Who called whom, from the frame pointers on a kernel stack. */
#include <linux/kallsyms.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include <linux/uaccess.h>
#include <asm/switch_to.h>
#include <asm/traps.h>

#define FRAMES_MAX 128 /* a damaged chain ends here at the latest */

/* What a function with a frame pointer has on its stack. */
struct call_frame {
	struct call_frame *caller;
	unsigned long return_address;
};

/* Reads may hit anything when the stack is damaged, so none may fault. */
static void follow(stack_trace_consume_fn consume, void *cookie, struct call_frame *frame)
{
	struct call_frame copy;
	unsigned int i;

	for (i = 0; i < FRAMES_MAX; i++) {
		if ((unsigned long)frame % sizeof(long) || (unsigned long)frame < TASK_SIZE_MAX)
			return;
		if (copy_from_kernel_nofault(&copy, frame, sizeof(copy)) ||
		    !__kernel_text_address(copy.return_address) ||
		    !consume(cookie, copy.return_address))
			return;
		frame = copy.caller;
	}
}

/* Built without frame pointers: everything on the stack that could be a return address. */
static void scan(stack_trace_consume_fn consume, void *cookie, unsigned long from)
{
	unsigned long end = ALIGN(from + 1, THREAD_SIZE);
	unsigned long word;

	for (from = ALIGN(from, sizeof(long)); from < end; from += sizeof(long)) {
		if (copy_from_kernel_nofault(&word, (void *)from, sizeof(word)))
			return;
		if (__kernel_text_address(word) && !consume(cookie, word))
			return;
	}
}

static void walk_from(stack_trace_consume_fn consume, void *cookie, unsigned long sp,
		      unsigned long bp)
{
	if (IS_ENABLED(CONFIG_FRAME_POINTER))
		follow(consume, cookie, (struct call_frame *)bp);
	else
		scan(consume, cookie, sp);
}

noinline noinstr void arch_stack_walk(stack_trace_consume_fn consume, void *cookie,
				      struct task_struct *task, struct pt_regs *regs)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);
	const struct switch_frame *frame;

	if (regs) {
		if (!user_mode(regs) && consume(cookie, regs->ip))
			walk_from(consume, cookie, regs->sp, regs->bp);
	} else if (task == current) {
		walk_from(consume, cookie, here, here);
	} else {
		frame = (const struct switch_frame *)task->thread.sp;
		walk_from(consume, cookie, (unsigned long)frame, frame->bp);
	}
}

static bool show_caller(void *level, unsigned long address)
{
	printk("%s %pB\n", (const char *)level, (void *)address);
	return true;
}

void show_trace(struct task_struct *task, struct pt_regs *regs, const char *level)
{
	printk("%sCall Trace:\n", level);
	arch_stack_walk(show_caller, (void *)level, task, regs);
}

void show_stack(struct task_struct *task, unsigned long *sp, const char *level)
{
	if (!task)
		task = current;
	if (!try_get_task_stack(task))
		return;
	show_trace(task, NULL, level);
	put_task_stack(task);
}
