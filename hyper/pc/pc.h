/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the PC host offer each other. Contexts are those of <rumproast/hyper.h>;
 * functions in BOOT_TEXT are context boot.
 */
#ifndef HYPER_PC_PC_H
#define HYPER_PC_PC_H

#include "x86/host.h"

#define MAX_CPUS 64
#define IO_APICS 2

/* host.c */
extern const struct host pc_host;

/* serial.c */
void serial_prepare(void);
void serial_write(const char *text, unsigned long size);
unsigned long serial_read(char *text, unsigned long size);
enum hyper_status serial_listen(hyper_u32 *line);

/*
 * acpi.c: what the firmware's tables say, copied out of them. Zero where they say nothing.
 */
struct acpi_register {
	uint64_t address;
	uint8_t space; /* 0: memory, 1: I/O port */
	uint8_t bytes;
};

struct acpi_override {
	uint8_t pin;
	uint8_t valid;
	uint8_t low;   /* active low */
	uint8_t level; /* level triggered */
};

struct acpi {
	uint8_t present;
	/* fixed hardware (FADT) */
	uint8_t hardware_reduced, fixed_button, has_cmos, century;
	uint8_t enable_value;
	uint16_t smi_command, sci;
	uint16_t event_a, event_b, control_a, control_b, timer;
	uint8_t event_size;
	struct acpi_register sleep_control, reset;
	uint8_t reset_value, has_reset;
	/* sleep types of the state "soft off" (DSDT) */
	uint8_t has_soft_off, soft_off_a, soft_off_b;
	/* interrupt controllers (MADT) */
	uint32_t cpu_count;
	uint32_t apic_id[MAX_CPUS];
	uint32_t io_apic_count;
	struct {
		uint64_t address;
		uint32_t first_pin;
	} io_apic[IO_APICS];
	struct acpi_override isa[16];
	/* configuration space (MCFG) */
	uint64_t ecam;
	uint8_t ecam_last_bus;
};

extern struct acpi acpi;

void acpi_read(uint64_t root);

/* Whether this is QEMU's microvm, some of whose devices are in no table but at fixed places. */
int acpi_is_microvm(void);

/* Writes a register that ACPI describes. */
void acpi_write(const struct acpi_register *to, uint32_t value);

/* madt.c, soft_off.c, virtio.c: parts of acpi_read(). */
void acpi_read_madt(const uint8_t *table, uint32_t size);
void acpi_read_soft_off(const uint8_t *table, uint32_t size);
void acpi_read_virtio(const uint8_t *table, uint32_t size);
enum hyper_status virtio_device(hyper_u32 index, struct hyper_virtio *device);

/* apic.c: the local APIC of the calling vCPU. */
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_LVT_ERROR 0x370
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0
#define APIC_MASKED 0x10000

void apic_start(void);
uint32_t apic_read(unsigned int offset);
void apic_write(unsigned int offset, uint32_t value);
void apic_end(void);
uint32_t apic_id(void);

/* io_apic.c */
void io_apic_start(void);
int io_apic_is_level(hyper_u32 line);
enum hyper_status io_apic_setup(hyper_u32 line, enum hyper_irq_trigger trigger);
void io_apic_mask(hyper_u32 line, int masked);
hyper_u32 isa_pin(unsigned int irq);
void isa_pin_setup(unsigned int irq);

/* message.c */
enum hyper_status message_alloc(hyper_u32 cpu, hyper_u32 *line, struct hyper_message *message);
void message_free(hyper_u32 line);

/* clock.c, kvm_clock.c, calibrate.c, rtc.c */
void clock_start(const struct start *start);
hyper_u64 clock_monotonic(void);
hyper_u64 clock_wall(void);

int kvm_clock_start(const struct start *start);
/* Hz of the cycle counter, as the clock page has it. */
uint64_t kvm_clock_frequency(void);
uint64_t kvm_clock_read(void);
uint64_t kvm_clock_wall(void);

/*
 * Frequencies in Hz of the cycle counter and of the local APIC's timer at divisor 1, where
 * known; then measures those that are 0.
 */
struct frequencies {
	uint64_t cycles;
	uint64_t apic;
};
void calibrate(struct frequencies *frequencies);

/* Seconds since 1970 by the battery clock; 0: there is none. */
uint64_t rtc_read(void);

/* timer.c */
void timer_start(uint64_t cycle_frequency, uint64_t apic_frequency);
void timer_arm(hyper_u64 deadline);
void timer_stop(void);
/* The timer's interrupt: whether the deadline has come. If not, it has been armed again. */
int timer_expired(void);

/* pci.c */
void pci_start(const struct start *start);
enum hyper_status pci_read(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
			   hyper_u32 size, hyper_u32 *value);
enum hyper_status pci_write(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
			    hyper_u32 size, hyper_u32 value);
enum hyper_status pci_window(hyper_u64 *start, hyper_u64 *size);

/* power.c */
void power_off(hyper_u32 status) __attribute__((noreturn));
void power_restart(hyper_u32 status) __attribute__((noreturn));
void power_crash(void) __attribute__((noreturn));

/* button.c */
enum hyper_status button_listen(hyper_u32 *line);
int button_pressed(void);

#endif
