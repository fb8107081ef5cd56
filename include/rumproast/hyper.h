/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hypercall layer: everything a rump kernel may ask of the machine below it.
 *
 * A rump kernel (linux/arch/rump, "the kernel" here) is linked with the layer (hyper/, "the
 * host side") into one image. Functions named hyper_* go down: the kernel calls, a host
 * answers. Functions named kernel_* go up: the kernel defines them, the host side calls. The
 * host (Xen, or a PC of the kind QEMU, Firecracker and Cloud Hypervisor make) is recognised
 * at boot; the kernel sees which one only where struct hyper_boot says so.
 *
 * Error policy. A call that can fail returns enum hyper_status and writes its results only on
 * HYPER_OK. Every other call succeeds or, where the machine is broken beyond use, prints one
 * line on the console and crashes the domain; it never returns a made-up value. Arguments that
 * break a stated range are a bug in the kernel: the call crashes the domain.
 *
 * Contexts. Each call names the weakest context it may be made from:
 *   any      everywhere, also from kernel_nmi() and with interrupts masked;
 *   irq      everywhere but kernel_nmi(); masks interrupts itself where it must;
 *   boot     only before kernel_start() unmasks interrupts for the first time.
 * No call sleeps, except hyper_cpu_wait(). No call takes a lock of the kernel's, so none needs
 * to be released before a call.
 *
 * Ownership. Pointers handed down are borrowed until the call returns. Pointers handed up in
 * struct hyper_boot are valid until the kernel frees its init sections; copy what must stay.
 *
 * Units. Times are nanoseconds, addresses and sizes are bytes, unless a name says otherwise.
 *
 * This header includes no header of the kernel's and none of a host's. What a CPU does by
 * instruction instead of by call is declared in <rumproast/x86/cpu.h>.
 */
#ifndef RUMPROAST_HYPER_H
#define RUMPROAST_HYPER_H

/*
 * The version of this contract. Both sides are compiled against one number, and kernel_start()
 * must refuse a struct hyper_boot that carries another: equal or nothing.
 */
#define HYPER_VERSION 1

#if !defined(__ASSEMBLY__) && !defined(__ASSEMBLER__)

typedef unsigned char hyper_u8;
typedef unsigned short hyper_u16;
typedef unsigned int hyper_u32;
typedef unsigned long long hyper_u64;

enum hyper_status {
	HYPER_OK = 0,
	HYPER_UNSUPPORTED, /* this host, or this machine, has no such thing */
	HYPER_EXHAUSTED,   /* all of the resource is in use */
	HYPER_INVALID,	   /* the request names something that does not exist */
};

/* What a domain looks like at its start ---------------------------------------------------- */

enum hyper_host {
	HYPER_HOST_PC,
	HYPER_HOST_XEN,
};

enum hyper_memory_type {
	HYPER_MEMORY_RAM = 1,
	HYPER_MEMORY_RESERVED = 2, /* never touch: firmware, holes, device memory */
};

struct hyper_memory {
	hyper_u64 start; /* physical address */
	hyper_u64 size;
	enum hyper_memory_type type;
};

struct hyper_boot {
	hyper_u32 version; /* HYPER_VERSION */
	enum hyper_host host;
	const char *host_name;	  /* for people: "Xen 4.17", "KVM", "QEMU TCG", ... */
	const char *command_line; /* never null, terminated, at most 4095 characters */

	const struct hyper_memory *memory; /* sorted by start, no overlaps, page aligned */
	hyper_u32 memory_count;
	hyper_u32 cpu_count; /* vCPUs the domain was given, at least 1 */

	hyper_u64 archive_start; /* physical address of the cpio archive; size 0: there is none */
	hyper_u64 archive_size;

	/*
	 * The level-1 page table that maps the host side's devices and shared pages at
	 * HYPER_WINDOW (x86/cpu.h). Every root the kernel loads must map it there.
	 */
	hyper_u64 window_table; /* physical address */

	hyper_u8 seed[32]; /* from the CPU's random numbers; all zero if it has none */
	hyper_u32 seed_size;
};

/* The kernel's start. Interrupts are masked, the stack is kernel_start_stack. Never returns. */
void kernel_start(const struct hyper_boot *boot);

/* Console ----------------------------------------------------------------------------------
 * The domain's first console, from the very first instruction on: 16550 serial port or debug
 * port on a PC, Xen's emergency console until the kernel's own driver has taken over.
 */

/* Writes size bytes, waiting for the device as long as it makes progress. Context: any. */
void hyper_console_write(const char *text, unsigned long size);

/* Reads what has arrived, at most size bytes; returns how many, 0 for none. Context: irq. */
unsigned long hyper_console_read(char *text, unsigned long size);

/*
 * The interrupt line that tells of input, for hyper_irq_*(); from then on input raises it. Its
 * trigger is set up already, it only needs unmasking.
 * HYPER_UNSUPPORTED: this host's console cannot be read here (on Xen the kernel's own driver
 * does it). Context: irq.
 */
enum hyper_status hyper_console_listen(hyper_u32 *line);

/* Time --------------------------------------------------------------------------------------*/

/* Nanoseconds since an arbitrary point near boot; never goes back. Context: any. */
hyper_u64 hyper_clock_monotonic(void);

/* Nanoseconds since 1970-01-01 00:00 UTC, as the host knows it; 0: it does not. Context: irq. */
hyper_u64 hyper_clock_wall(void);

enum hyper_timer_kind {
	HYPER_TIMER_LINE, /* number is an interrupt line of hyper_irq_*() */
	HYPER_TIMER_VIRQ, /* number is a Xen virtual interrupt, to be bound by the kernel */
};

struct hyper_timer {
	enum hyper_timer_kind kind;
	hyper_u32 number;
};

/* Which interrupt the calling vCPU's timer raises. Context: irq. */
void hyper_timer_describe(struct hyper_timer *timer);

/*
 * Has the timer of the calling vCPU interrupt once at the given hyper_clock_monotonic() time,
 * or at once when it has passed. Replaces an earlier deadline. May fire early, by less than
 * the kernel can tell; never gets lost. Context: irq.
 */
void hyper_timer_arm(hyper_u64 deadline);

/* Forgets the deadline; an interrupt that is under way may still arrive. Context: irq. */
void hyper_timer_stop(void);

/* CPU ---------------------------------------------------------------------------------------*/

/*
 * Unmasks interrupts and waits for one as a single step: an interrupt that arrives between the
 * caller's last look and the wait ends the wait. Returns with interrupts unmasked. Call with
 * interrupts masked. Context: not from an interrupt.
 */
void hyper_cpu_wait(void);

/* Stops the calling vCPU for good, interrupts masked. Context: any. */
void hyper_cpu_stop(void) __attribute__((noreturn));

/* Interrupts --------------------------------------------------------------------------------
 * A line is a number below HYPER_IRQ_LINES. Lines below HYPER_IRQ_PINS are the I/O APIC's
 * pins (global system interrupts); message lines are handed out by hyper_irq_message_alloc().
 * kernel_interrupt() is called with the line, interrupts masked. The host has acknowledged an
 * edge-triggered line by then; the kernel calls hyper_irq_end() for every line once it has been
 * handled or, for a level-triggered pin, masked.
 */
#define HYPER_IRQ_LINES 192
#define HYPER_IRQ_PINS 48 /* two I/O APICs: QEMU's microvm has its virtio devices on the second */
#define HYPER_IRQ_UPCALL 190 /* on Xen: events are pending in the shared info page */
#define HYPER_IRQ_TIMER 191

enum hyper_irq_trigger {
	HYPER_IRQ_EDGE_RISING,
	HYPER_IRQ_EDGE_FALLING,
	HYPER_IRQ_LEVEL_HIGH,
	HYPER_IRQ_LEVEL_LOW,
};

/* Sets a pin's trigger; it stays masked. HYPER_INVALID: no such pin. Context: irq. */
enum hyper_status hyper_irq_pin_setup(hyper_u32 line, enum hyper_irq_trigger trigger);

/* Masks or unmasks a pin. Message and timer lines have no mask: no effect. Context: irq. */
void hyper_irq_mask(hyper_u32 line);
void hyper_irq_unmask(hyper_u32 line);

/* Ends a line that kernel_interrupt() was called with. Context: irq. */
void hyper_irq_end(hyper_u32 line);

struct hyper_message {
	hyper_u64 address;
	hyper_u32 data;
};

/*
 * Hands out a line that a device raises by writing data to address (PCI MSI and MSI-X), aimed
 * at the given vCPU. HYPER_EXHAUSTED: none left; HYPER_UNSUPPORTED: no such interrupts here.
 * Context: irq.
 */
enum hyper_status hyper_irq_message_alloc(hyper_u32 cpu, hyper_u32 *line,
					  struct hyper_message *message);
void hyper_irq_message_free(hyper_u32 line);

/* Devices -----------------------------------------------------------------------------------*/

/*
 * PCI configuration space, size 1, 2 or 4, offset a multiple of size below 4096 (below 256
 * where the machine has only the port mechanism). Reads of what does not exist give all ones.
 * HYPER_UNSUPPORTED: the machine has no PCI. Context: irq.
 */
enum hyper_status hyper_pci_read(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				 hyper_u32 size, hyper_u32 *value);
enum hyper_status hyper_pci_write(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				  hyper_u32 size, hyper_u32 value);

/*
 * The physical window that PCI memory BARs may be placed in, below 4 GiB.
 * HYPER_UNSUPPORTED: no PCI. Context: irq.
 */
enum hyper_status hyper_pci_window(hyper_u64 *start, hyper_u64 *size);

/*
 * A virtio device with memory-mapped registers (virtio 1.2, section 4.2) that the machine's
 * firmware tells of; index counts from 0. HYPER_INVALID: there are no more. Context: irq.
 */
struct hyper_virtio {
	hyper_u64 address; /* physical address of the registers */
	hyper_u64 size;
	hyper_u32 line; /* a pin */
	enum hyper_irq_trigger trigger;
};

enum hyper_status hyper_virtio_device(hyper_u32 index, struct hyper_virtio *device);

/* One access to an I/O port, size 1, 2 or 4. Context: any. */
hyper_u32 hyper_port_read(hyper_u16 port, hyper_u32 size);
void hyper_port_write(hyper_u16 port, hyper_u32 size, hyper_u32 value);

/* Power -------------------------------------------------------------------------------------*/

/*
 * The line that the power button raises, its trigger set up; the kernel unmasks it, and in its
 * handler calls hyper_power_button(), which clears it and says whether the button was pressed
 * (1) or not (0).
 * HYPER_UNSUPPORTED: none (on Xen the toolstack asks through xenstore). Context: irq.
 */
enum hyper_status hyper_power_listen(hyper_u32 *line);
int hyper_power_button(void);

/*
 * Ends the domain. Off and restart carry the program's exit status (<rumproast/exit.h>, 0..255)
 * to where the host shows it, as far as it can: docs/man/hyper.3 says where. A crash is what
 * on_crash, pvpanic and a debugger see. Context: any.
 */
void hyper_power_off(hyper_u32 status) __attribute__((noreturn));
void hyper_power_restart(hyper_u32 status) __attribute__((noreturn));
void hyper_power_crash(void) __attribute__((noreturn));

/* Random numbers -----------------------------------------------------------------------------
 * Up to size bytes from the CPU; returns how many, 0 where it has none. Context: any.
 */
unsigned long hyper_random(void *bytes, unsigned long size);

/* Xen ---------------------------------------------------------------------------------------
 * The doors that the kernel's own Xen drivers need; struct hyper_boot.host says whether they
 * are there. Calling them on another host is a bug in the kernel.
 */

/* A hypercall by its number, as Xen's public headers define it. Context: any. */
long hyper_xen_call(unsigned int number, unsigned long a1, unsigned long a2, unsigned long a3,
		    unsigned long a4, unsigned long a5);

/*
 * The shared info page, mapped for good. The clock reads vcpu_info in it, so that must stay in
 * use: no VCPUOP_register_vcpu_info for the first 32 vCPUs. Context: any.
 */
void *hyper_xen_shared_info(void);

/* A free physical range, page aligned, for grant table frames. Context: boot. */
hyper_u64 hyper_xen_reserve(unsigned long size);

/* An HVM parameter of this domain (HVM_PARAM_*). HYPER_INVALID: not set. Context: irq. */
enum hyper_status hyper_xen_parameter(hyper_u32 index, hyper_u64 *value);

#endif /* __ASSEMBLY__ */
#endif
