/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The checks of the contract.
 */
#include "kernel.h"

extern const char code_exit[], code_ud2[], code_int80[], code_int_unused[], code_int3[];
extern const char code_divide[], code_load[], code_jump[], code_trap_flag[];
extern const char code_masked_exit[], code_move[], code_nowhere[], code_red_zone[];

/* An address in the upper half where nothing is mapped. */
#define UNMAPPED 0xffffc90000000000UL

void test_boot(const struct hyper_boot *boot)
{
	hyper_u64 end = 0, ram = 0;
	int sorted = 1;
	hyper_u32 i;

	check(boot->version == HYPER_VERSION, "contract version %u", boot->version);
	for (i = 0; i < boot->memory_count; i++) {
		const struct hyper_memory *range = &boot->memory[i];

		print("# memory %lx + %lx type %u\n", (unsigned long)range->start,
		      (unsigned long)range->size, range->type);
		sorted &= range->start >= end && range->size && range->start % 4096 == 0 &&
			  range->size % 4096 == 0;
		end = range->start + range->size;
		if (range->type == HYPER_MEMORY_RAM)
			ram += range->size;
	}
	check(sorted, "memory map is sorted, aligned, without overlaps");
	check(ram >= 8 << 20, "memory map has %lu bytes of RAM", (unsigned long)ram);
	check(boot->cpu_count >= 1, "%u vCPUs", boot->cpu_count);
	print("# archive %lx + %lx, seed %u bytes\n", (unsigned long)boot->archive_start,
	      (unsigned long)boot->archive_size, boot->seed_size);
}

/* Waits for a timer interrupt until the given time. */
static int wait_for_timer(unsigned long before, hyper_u64 limit)
{
	while (timer_count == before && hyper_clock_monotonic() < limit) {
		hyper_irq_enable();
		hyper_cpu_relax();
	}
	hyper_irq_disable();
	return timer_count != before;
}

static void test_clock(void)
{
	hyper_u64 last = hyper_clock_monotonic(), now;
	unsigned int i, back = 0;

	for (i = 0; i < 100000; i++) {
		now = hyper_clock_monotonic();
		back += now < last;
		last = now;
	}
	check(!back, "clock never goes back");
	check(now > 0, "clock goes forward: %lu ns", (unsigned long)now);
	print("# wall clock %lu s\n", (unsigned long)(hyper_clock_wall() / SECOND));
	check(hyper_clock_wall() > 1700000000UL * SECOND, "wall clock is in this century");
}

static void test_timer(void)
{
	hyper_u64 start, end, period;
	unsigned long before = timer_count;
	unsigned int i;

	hyper_timer_arm(hyper_clock_monotonic() + 2 * MILLISECOND);
	check(wait_for_timer(before, hyper_clock_monotonic() + 10 * SECOND), "timer fires");

	before = timer_count;
	hyper_timer_arm(0);
	check(wait_for_timer(before, hyper_clock_monotonic() + 10 * SECOND),
	      "timer fires for a deadline that has passed");

	start = hyper_clock_monotonic();
	before = timer_count;
	hyper_timer_arm(start + 20 * MILLISECOND);
	while (timer_count == before) {
		hyper_cpu_wait();
		hyper_irq_disable();
	}
	end = hyper_clock_monotonic();
	check(end >= start + 20 * MILLISECOND, "wait ended %lu us after the start, for 20000",
	      (unsigned long)(end - start) / 1000);

	for (i = 0; i < 2000; i++) {
		before = timer_count;
		hyper_timer_arm(hyper_clock_monotonic() + i * 10);
		while (timer_count == before) {
			hyper_cpu_wait();
			hyper_irq_disable();
		}
	}
	check(1, "wait was ended by each of 2000 timers");

	/* On an emulated Xen the two calls alone may take long. */
	period = the_boot->host == HYPER_HOST_XEN ? 500 * MILLISECOND : 5 * MILLISECOND;
	before = timer_count;
	hyper_timer_arm(hyper_clock_monotonic() + period);
	hyper_timer_stop();
	check(!wait_for_timer(before, hyper_clock_monotonic() + 2 * period),
	      "a stopped timer does not fire");
}

void test_time(void)
{
	test_clock();
	test_timer();
}

static void expect_trap(const char *code, unsigned long argument, unsigned long vector,
			const char *what)
{
	struct outcome result = run_program(code, argument, 0);

	check(result.event == EVENT_TRAP && result.vector == vector &&
		      result.frame.cs == HYPER_PROGRAM_CS && result.frame.orig_ax == -1UL,
	      "%s: vector %lu, wanted %lu", what, result.vector, vector);
}

static void test_faults(void)
{
	struct outcome result;

	expect_trap(code_ud2, 0, 6, "undefined instruction");
	expect_trap(code_divide, 0, 0, "division by zero");
	expect_trap(code_int3, 0, 3, "breakpoint");
	expect_trap(code_int80, 0, HYPER_TRAP_SOFT_INTERRUPT, "INT 0x80");
	expect_trap(code_int_unused, 0, HYPER_TRAP_SOFT_INTERRUPT, "INT of an unused vector");
	expect_trap(code_load, 0x8000000000000000, 13, "load from no address");
	expect_trap(code_trap_flag, 0, 1, "single step");
	expect_trap(code_nowhere, 0, 13, "return to no address");
	expect_trap(code_jump, 0x8000000000000000, 13, "jump to no address");

	expect_trap(code_load, UNMAPPED, 14, "load from an unmapped page");
	result = run_program(code_load, UNMAPPED, 0);
	check(result.address == UNMAPPED && !(result.error & HYPER_FAULT_FETCH),
	      "address of a page fault");

	result = run_program(code_jump, UNMAPPED, 0);
	check(result.event == EVENT_TRAP && result.vector == 14 && result.address == UNMAPPED &&
		      result.frame.ip == UNMAPPED && result.frame.cs == HYPER_PROGRAM_CS &&
		      (result.error & HYPER_FAULT_FETCH),
	      "a jump to an unmapped kernel address is the program's fault");

	result = run_program(code_jump, HYPER_WINDOW, 0);
	check(result.event == EVENT_TRAP && result.vector == 14 &&
		      (result.error & HYPER_FAULT_FETCH),
	      "the window is not executable");
}

static void test_calls(void)
{
	struct outcome result;

	result = run_program(code_exit, 77, 0);
	check(result.event == EVENT_EXIT && result.frame.di == 77, "system call");
	result = run_program(code_move, 0, 0);
	check(result.event == EVENT_EXIT && result.frame.di == 0x1234, "slow return");
	result = run_program(code_masked_exit, 0, 0);
	check(result.event == EVENT_EXIT && (result.frame.di & HYPER_FLAGS_IF),
	      "programs run with interrupts unmasked, flags %lx", result.frame.di);
	result = run_program(code_red_zone, 10000, CALL_NULL);
	check(result.event == EVENT_EXIT && !result.frame.di,
	      "registers and red zone survive 10000 system calls");
}

void test_program(void)
{
	test_faults();
	test_calls();
	check(!bad_entries, "bad entries: %lu", bad_entries);
}

/* An interrupt on Xen costs so much, where Xen itself is emulated. */
#define WANTED_TIMERS (the_boot->host == HYPER_HOST_XEN ? 100 : 500)

/* Runs the program again and again until the timer has interrupted it often enough. */
static void stress(const char *what, unsigned long call, unsigned long period)
{
	unsigned long timers = timer_count, nmis = nmi_count, rounds = 0, differences = 0;
	struct outcome result = { .event = EVENT_EXIT };

	bad_entries = 0;
	timer_period = period;
	hyper_timer_arm(0);
	while (timer_count - timers < WANTED_TIMERS && result.event == EVENT_EXIT) {
		result = run_program(code_red_zone, 10000, call);
		differences += result.frame.di;
		rounds += 10000;
	}
	timer_period = 0;
	hyper_timer_stop();
	print("# %lu rounds, %lu timer interrupts, %lu NMIs\n", rounds, timer_count - timers,
	      nmi_count - nmis);
	check(result.event == EVENT_EXIT && !differences && !bad_entries,
	      "%s: %lu differences, %lu bad entries", what, differences, bad_entries);
	if (nmi_on_timer || call == CALL_NMI)
		check(nmi_count > nmis, "%s: NMIs interrupted it", what);
}

/* On an emulated Xen a program only gets on with longer breaks in between. */
void test_stress(void)
{
	unsigned long period = the_boot->host == HYPER_HOST_XEN ? 2 * MILLISECOND : 20000;

	stress("interrupts", 0, period);
	stress("interrupts and calls", CALL_NULL, period);
	nmi_on_timer = 1;
	stress("NMIs and interrupts", 0, period);
	stress("NMIs, interrupts and calls", CALL_NULL, period);
	stress("NMIs from calls", CALL_NMI, period);
	nmi_on_timer = 0;
}

static void test_pci(void)
{
	hyper_u32 value = 0, devices = 0, i;
	hyper_u64 start, size;

	if (hyper_pci_read(0, 0, 0, 4, &value) != HYPER_OK) {
		check(hyper_pci_window(&start, &size) == HYPER_UNSUPPORTED, "no PCI, no window");
		return;
	}
	for (i = 0; i < 256; i++)
		if (hyper_pci_read(0, i, 0, 4, &value) == HYPER_OK && (value & 0xffff) != 0xffff)
			devices++;
	check(devices > 0, "PCI has %u functions on its first bus", devices);
	hyper_pci_read(0, 0, 0, 2, &i);
	hyper_pci_read(0, 0, 0, 4, &value);
	check(i == (value & 0xffff), "16 bits of 32, vendor %x", i);
	start = size = 0;
	i = hyper_pci_window(&start, &size);
	check(i == HYPER_OK && size >= 1 << 20, "PCI window %lx + %lx", (unsigned long)start,
	      (unsigned long)size);
}

static void test_messages(void)
{
	struct hyper_message message;
	hyper_u32 line, last = HYPER_IRQ_LINES;
	unsigned int count = 0;

	if (hyper_irq_message_alloc(0, &line, &message) == HYPER_UNSUPPORTED) {
		check(the_boot->host == HYPER_HOST_XEN, "no message interrupts on Xen only");
		return;
	}
	/* What a device would do. */
	*(volatile uint32_t *)(unsigned long)message.address = message.data;
	check(line >= HYPER_IRQ_PINS && line < HYPER_IRQ_UPCALL, "message line %u", line);
	hyper_irq_message_free(line);
	while (hyper_irq_message_alloc(0, &line, &message) == HYPER_OK) {
		last = line;
		count++;
	}
	check(count == HYPER_IRQ_UPCALL - HYPER_IRQ_PINS, "%u message lines", count);
	for (line = HYPER_IRQ_PINS; line <= last; line++)
		hyper_irq_message_free(line);
	check(hyper_irq_message_alloc(99, &line, &message) == HYPER_INVALID, "no vCPU 99");
}

static void test_random(void)
{
	unsigned char bytes[64] = { 0 };
	unsigned long got = hyper_random(bytes, sizeof(bytes)), i, zeroes = 0;

	for (i = 0; i < got; i++)
		zeroes += !bytes[i];
	check(got <= sizeof(bytes) && (!got || zeroes < 16), "%lu random bytes", got);
}

static void test_features(void)
{
	struct hyper_x86_features features;

	hyper_x86_features(&features);
	print("# xsave %lx, %u bytes, fsgsbase %u, 1 GiB pages %u\n", features.xsave_mask,
	      features.xsave_size, features.fsgsbase, features.page_1g);
	check(!features.xsave_mask ||
		      ((features.xsave_mask & 3) == 3 && !(features.xsave_mask & ~0xe7UL) &&
		       features.xsave_size >= 576),
	      "XSAVE");
	hyper_x86_set_fs_base(0x7f0012345678);
	check(hyper_x86_fs_base() == 0x7f0012345678, "base of fs");
	if (features.fsgsbase)
		check(hyper_fs_base_fast() == 0x7f0012345678, "base of fs by instruction");
	hyper_x86_set_debug(0, 0x1000);
	check(hyper_x86_debug(0) == 0x1000, "debug register");
	hyper_x86_set_debug(0, 0);
	check(hyper_x86_root() && hyper_x86_root() % 4096 == 0, "root page table");
	hyper_x86_load_root(hyper_x86_root());
	hyper_x86_flush_all();
}

void test_machine(void)
{
	test_features();
	test_random();
	test_pci();
	test_messages();
}
