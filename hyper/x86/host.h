/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a host (hyper/xen, hyper/pc) gives to the part that all hosts share (hyper/x86). The
 * members named like a call of <rumproast/hyper.h> answer that call, with its policy and
 * context.
 */
#ifndef HYPER_X86_HOST_H
#define HYPER_X86_HOST_H

#include <rumproast/hyper.h>

#include "x86/machine.h"

/* What is known at the start and needed only then. */
struct start {
	uint64_t acpi_root;	 /* physical address of the RSDP; 0: none */
	uint32_t signature_leaf; /* CPUID leaf with the hypervisor's signature; 0: none */
	char signature[13];
	struct hyper_boot boot;
};

/* A range as the boot loader or the host reports it; ranges come in any order and may overlap. */
struct memory_range {
	uint64_t start, size;
	uint32_t type; /* as in ACPI's address map: 1 is RAM */
};

#define MEMORY_RANGES 128

struct host {
	enum hyper_host kind;

	/*
	 * The signature by which the hypervisor identifies itself (12 characters of CPUID), or
	 * null: the host of every machine on which no other host's signature is found.
	 */
	const char *signature;

	/* The members down to start() are called once each, in this order, in context boot. */

	/* Before the start info is read: makes the console and the power calls work. */
	void (*prepare)(struct start *start);
	/*
	 * The memory map where the boot loader gave none. Returns the number of ranges, at most
	 * limit; calls cannot_start() if the host has no map either.
	 */
	unsigned int (*memory_map)(struct memory_range *ranges, unsigned int limit);
	/* With the memory map known: the rest. Sets host_name and cpu_count of start->boot. */
	void (*start)(struct start *start);

	void (*console_write)(const char *text, unsigned long size);
	unsigned long (*console_read)(char *text, unsigned long size);
	enum hyper_status (*console_listen)(hyper_u32 *line);

	hyper_u64 (*clock_monotonic)(void);
	hyper_u64 (*clock_wall)(void);
	struct hyper_timer timer;
	void (*timer_arm)(hyper_u64 deadline);
	void (*timer_stop)(void);

	/*
	 * A line has been raised: acknowledges it where that comes before the kernel. False: the
	 * host needed it for itself, the kernel shall not see it.
	 */
	int (*interrupt_begin)(hyper_u32 line);
	void (*irq_end)(hyper_u32 line);
	enum hyper_status (*irq_pin_setup)(hyper_u32 line, enum hyper_irq_trigger trigger);
	void (*irq_mask)(hyper_u32 line, int masked);
	enum hyper_status (*irq_message_alloc)(hyper_u32 cpu, hyper_u32 *line,
					       struct hyper_message *message);
	void (*irq_message_free)(hyper_u32 line);

	enum hyper_status (*pci_read)(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				      hyper_u32 size, hyper_u32 *value);
	enum hyper_status (*pci_write)(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				       hyper_u32 size, hyper_u32 value);
	enum hyper_status (*pci_window)(hyper_u64 *start, hyper_u64 *size);
	enum hyper_status (*virtio_device)(hyper_u32 index, struct hyper_virtio *device);

	enum hyper_status (*power_listen)(hyper_u32 *line);
	int (*power_button)(void);
	void (*power_off)(hyper_u32 status) __attribute__((noreturn));
	void (*power_restart)(hyper_u32 status) __attribute__((noreturn));
	void (*power_crash)(void) __attribute__((noreturn));
};

/* The host this domain runs on; null before it has been recognised. */
extern const struct host *host;

/* hyper/hosts.c: every host of this image, ended by null; the one without a signature is last. */
extern const struct host *const hosts[];

/* Prints "rumproast: ", the text and a line end; %s, %u and %x are known. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The domain cannot start: says why, and ends it with RUMPROAST_EXIT_START. */
void cannot_start(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The machine is broken or the kernel broke the contract: says what, and crashes the domain. */
void broken(const char *what) __attribute__((noreturn));

#endif
