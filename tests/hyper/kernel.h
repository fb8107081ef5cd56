/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel that tests the hypercall layer instead of running programs. Its reports are TAP
 * lines on the console.
 */
#ifndef TESTS_HYPER_KERNEL_H
#define TESTS_HYPER_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>
#include <rumproast/x86/pagetable.h>

#define MILLISECOND 1000000UL
#define SECOND 1000000000UL

/* report.c */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void check(int passed, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Prints the plan and returns how many checks failed. */
unsigned int report_end(void);

/*
 * program.c: code that runs the way a program does, at a low address on a stack of its own.
 */
enum event {
	EVENT_NONE,
	EVENT_EXIT, /* the program asked to end */
	EVENT_TRAP,
};

struct outcome {
	enum event event;
	unsigned long vector, error, address; /* of a trap */
	struct hyper_frame frame;	      /* when it ended */
};

/* The system calls of these programs. */
#define CALL_NULL 500
#define CALL_EXIT 501
#define CALL_MOVE 502 /* continue at rdi */
#define CALL_NMI 503  /* have an NMI hit soon */

/* Runs code (linked into the image) until it exits or traps, with rdi and rsi as given. */
struct outcome run_program(const char *code, unsigned long rdi, unsigned long rsi);

/* The low address by which a program sees a place in the image. */
static inline unsigned long low(const void *place)
{
	return (unsigned long)place - HYPER_IMAGE_BASE;
}

/* The program's own %gs base while it runs. */
#define PROGRAM_GS 0x123456789000UL

extern volatile unsigned long interrupt_count[HYPER_IRQ_LINES];
extern volatile unsigned long nmi_count;
/* Entries at which %gs was not the kernel's, or the frame was not what it should be. */
extern volatile unsigned long bad_entries;
/* While set, each timer interrupt arms the timer again this many nanoseconds ahead. */
extern volatile unsigned long timer_period;
/* While set, each timer interrupt sends an NMI to this vCPU. */
extern volatile int nmi_on_timer;
void send_nmi(void);
/* The line of the power button, once it is known; how often it was pressed. */
extern hyper_u32 button_line;
extern volatile unsigned int button_presses;
/* How often the timer has fired. */
extern volatile unsigned long timer_count;
/* Xen alone: what the kernel's Xen drivers would do; an upcall says whether it was the timer. */
void xen_timer_bind(void);
int xen_upcall(void);

/* Prepares traps and timers for run_program(). */
void program_prepare(const struct hyper_boot *boot);
extern const struct hyper_boot *the_boot;

/* The groups of checks. */
void test_boot(const struct hyper_boot *boot);
void test_time(void);
void test_program(void);
void test_stress(void);
void test_machine(void);

/* Other ends of the domain. */
void overflow_stack(void);
void enter_in_long_mode(void);

#endif
