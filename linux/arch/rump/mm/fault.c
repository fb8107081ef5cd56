// SPDX-License-Identifier: GPL-2.0
/* Page faults: memory on demand, copy-on-write, stack growth, or a signal. */
#include <linux/extable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/perf_event.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/pgtable.h>
#include <asm/traps.h>
#include <asm/vsyscall.h>

/* The bit of the error code that says "from user mode", which the CPU cannot know here. */
#define FAULT_OF_PROGRAM 0x04

struct page_fault {
	struct pt_regs *regs;
	unsigned long error;
	unsigned long address;
};

/* A fault of kernel code: expected by it, or the end of the task. */
static void kernel_fault_failed(const struct page_fault *fault)
{
	if (fixup_exception(fault->regs))
		return;
	if (fault->address < PAGE_SIZE)
		pr_alert("BUG: kernel NULL pointer dereference, address: %016lx\n", fault->address);
	else
		pr_alert("BUG: unable to handle page fault for address: %016lx\n", fault->address);
	die("Oops", fault->regs, fault->error);
}

/*
 * What the program, a debugger and a core dump are told about the fault. Of the kernel's half
 * programs learn nothing: every address there counts as protected.
 */
static void remember(const struct page_fault *fault)
{
	unsigned long error = fault->error | FAULT_OF_PROGRAM;

	if (fault->address >= TASK_SIZE_MAX)
		error |= HYPER_FAULT_PROTECTION;
	trap_remember(X86_TRAP_PF, error, fault->address);
}

static void send_fault(const struct page_fault *fault, int signal, int code)
{
	if (!user_mode(fault->regs)) {
		kernel_fault_failed(fault);
		return;
	}
	remember(fault);
	if (signal == SIGSEGV)
		trap_report_program(fault->regs, "segfault", signal, fault->error);
	force_sig_fault(signal, code, (void __user *)fault->address);
}

static bool access_allowed(const struct page_fault *fault, struct vm_area_struct *vma)
{
	if (fault->error & HYPER_FAULT_WRITE)
		return vma->vm_flags & VM_WRITE;
	if (fault->error & HYPER_FAULT_FETCH)
		return vma->vm_flags & VM_EXEC;
	/* A read of a present page is refused for no reason that a second try would change. */
	if (fault->error & HYPER_FAULT_PROTECTION)
		return false;
	return vma_is_accessible(vma);
}

static void fault_failed(const struct page_fault *fault, vm_fault_t result)
{
	if (result & VM_FAULT_OOM) {
		if (user_mode(fault->regs))
			pagefault_out_of_memory();
		else
			kernel_fault_failed(fault);
	} else if (result & (VM_FAULT_SIGBUS | VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE)) {
		send_fault(fault, SIGBUS, BUS_ADRERR);
	} else if (result & VM_FAULT_SIGSEGV) {
		send_fault(fault, SIGSEGV, SEGV_MAPERR);
	} else {
		BUG();
	}
}

static unsigned int fault_flags(const struct page_fault *fault)
{
	unsigned int flags = FAULT_FLAG_DEFAULT;

	if (user_mode(fault->regs))
		flags |= FAULT_FLAG_USER;
	if (fault->error & HYPER_FAULT_WRITE)
		flags |= FAULT_FLAG_WRITE;
	if (fault->error & HYPER_FAULT_FETCH)
		flags |= FAULT_FLAG_INSTRUCTION;
	return flags;
}

/*
 * One try; true when it is decided. Every way out has dropped the mm's lock, except the retry,
 * for which handle_mm_fault() has.
 */
static bool try_fault(const struct page_fault *fault, struct mm_struct *mm, unsigned int flags)
{
	struct vm_area_struct *vma = lock_mm_and_find_vma(mm, fault->address, fault->regs);
	vm_fault_t result;

	if (!vma) {
		send_fault(fault, SIGSEGV, SEGV_MAPERR);
		return true;
	}
	if (!access_allowed(fault, vma)) {
		mmap_read_unlock(mm);
		send_fault(fault, SIGSEGV, SEGV_ACCERR);
		return true;
	}
	result = handle_mm_fault(vma, fault->address, flags, fault->regs);
	if (fault_signal_pending(result, fault->regs)) {
		if (!user_mode(fault->regs))
			kernel_fault_failed(fault);
		return true;
	}
	if (result & VM_FAULT_COMPLETED)
		return true;
	if (result & VM_FAULT_RETRY)
		return false;
	mmap_read_unlock(mm);
	if (unlikely(result & VM_FAULT_ERROR))
		fault_failed(fault, result);
	return true;
}

static void program_address_fault(const struct page_fault *fault)
{
	struct mm_struct *mm = current->mm;
	unsigned int flags = fault_flags(fault);

	if (!mm || faulthandler_disabled()) {
		kernel_fault_failed(fault);
		return;
	}
	/* Interrupted code that had interrupts masked cannot wait for a page. */
	if (!user_mode(fault->regs) && !(fault->regs->flags & HYPER_FLAGS_IF)) {
		kernel_fault_failed(fault);
		return;
	}
	local_irq_enable();
	perf_sw_event(PERF_COUNT_SW_PAGE_FAULTS, 1, fault->regs, fault->address);
	while (!try_fault(fault, mm, flags))
		flags |= FAULT_FLAG_TRIED;
	local_irq_disable();
}

void rump_page_fault(struct pt_regs *regs, unsigned long error, unsigned long address)
{
	const struct page_fault fault = { .regs = regs, .error = error, .address = address };

	if (unlikely(error & HYPER_FAULT_RESERVED_BIT)) {
		pr_alert("BUG: damaged page table at address %016lx\n", address);
		die("Bad page table", regs, error);
		return;
	}
	if (likely(address < TASK_SIZE_MAX)) {
		program_address_fault(&fault);
		return;
	}
	if (user_mode(regs)) {
		local_irq_enable();
		if (!(error & HYPER_FAULT_FETCH) || !vsyscall_answer(regs, address))
			send_fault(&fault, SIGSEGV, SEGV_MAPERR);
		local_irq_disable();
		return;
	}
	kernel_fault_failed(&fault);
}
