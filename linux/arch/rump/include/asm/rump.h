/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the port ask of each other. Context "any" unless a line says otherwise.
 */
#ifndef _ASM_RUMP_RUMP_H
#define _ASM_RUMP_RUMP_H

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/types.h>
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>

struct pt_regs;

/*
 * Makes a line of the hypercall layer usable as the Linux interrupt of the same number.
 * Returns the number, or -ENOMEM. May sleep once the scheduler runs.
 */
int rump_irq_claim(unsigned int line);

/* What little memory asks for. Once memory is known, before the command line is parsed. */
void rump_small_memory_begin(void);

/* Console output from the first line of boot on. Before the first printk(). */
void rump_early_console(void);

/* From here on a panic ends the domain as a crash. From setup_arch(), once. */
void rump_power_start(void);

#ifdef CONFIG_XEN
/*
 * Tells Linux' Xen drivers that this is a Xen domain and where its shared pages are. From
 * setup_arch() when the host is Xen, before anything asks xen_domain().
 */
void rump_xen_start(void);
/* Sets up event channels. From init_IRQ(), interrupts masked, memory can be allocated. */
void rump_xen_init_irq(void);
/* Handles all pending events, for HYPER_IRQ_UPCALL. Interrupts masked, after irq_enter(). */
void rump_xen_upcall(struct pt_regs *regs);
/* Binds a per-vCPU virtual interrupt on the boot vCPU; returns the Linux number or -errno. */
int rump_xen_bind_timer(unsigned int virq, irq_handler_t handler);
#else
static inline void rump_xen_start(void)
{
}

static inline void rump_xen_init_irq(void)
{
}

static inline void rump_xen_upcall(struct pt_regs *regs)
{
}

static inline int rump_xen_bind_timer(unsigned int virq, irq_handler_t handler)
{
	return -ENODEV;
}
#endif

#endif
