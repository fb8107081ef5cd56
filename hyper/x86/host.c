/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The calls that each host answers in its own way, handed on to the one this domain runs on.
 */
#include <rumproast/hyper.h>

#include "x86/cpu.h"
#include "x86/host.h"

const struct host *host;

static void need_line(hyper_u32 line)
{
	if (line >= HYPER_IRQ_LINES)
		broken("hyper_irq_*: no such line");
}

void hyper_console_write(const char *text, unsigned long size)
{
	host->console_write(text, size);
}

unsigned long hyper_console_read(char *text, unsigned long size)
{
	return host->console_read(text, size);
}

enum hyper_status hyper_console_listen(hyper_u32 *line)
{
	return host->console_listen(line);
}

hyper_u64 hyper_clock_monotonic(void)
{
	return host->clock_monotonic();
}

hyper_u64 hyper_clock_wall(void)
{
	return host->clock_wall();
}

void hyper_timer_describe(struct hyper_timer *timer)
{
	*timer = host->timer;
}

void hyper_timer_arm(hyper_u64 deadline)
{
	host->timer_arm(deadline);
}

void hyper_timer_stop(void)
{
	host->timer_stop();
}

void interrupt_dispatch(struct hyper_frame *frame, unsigned long line)
{
	if (host->interrupt_begin((hyper_u32)line))
		kernel_interrupt(frame, line);
}

enum hyper_status hyper_irq_pin_setup(hyper_u32 line, enum hyper_irq_trigger trigger)
{
	return host->irq_pin_setup(line, trigger);
}

void hyper_irq_mask(hyper_u32 line)
{
	need_line(line);
	host->irq_mask(line, 1);
}

void hyper_irq_unmask(hyper_u32 line)
{
	need_line(line);
	host->irq_mask(line, 0);
}

void hyper_irq_end(hyper_u32 line)
{
	need_line(line);
	host->irq_end(line);
}

enum hyper_status hyper_irq_message_alloc(hyper_u32 cpu, hyper_u32 *line,
					  struct hyper_message *message)
{
	return host->irq_message_alloc(cpu, line, message);
}

void hyper_irq_message_free(hyper_u32 line)
{
	need_line(line);
	host->irq_message_free(line);
}

enum hyper_status hyper_pci_read(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				 hyper_u32 size, hyper_u32 *value)
{
	return host->pci_read(bus, device_function, offset, size, value);
}

enum hyper_status hyper_pci_write(hyper_u32 bus, hyper_u32 device_function, hyper_u32 offset,
				  hyper_u32 size, hyper_u32 value)
{
	return host->pci_write(bus, device_function, offset, size, value);
}

enum hyper_status hyper_pci_window(hyper_u64 *start, hyper_u64 *size)
{
	return host->pci_window(start, size);
}

enum hyper_status hyper_virtio_device(hyper_u32 index, struct hyper_virtio *device)
{
	return host->virtio_device(index, device);
}

enum hyper_status hyper_power_listen(hyper_u32 *line)
{
	return host->power_listen(line);
}

int hyper_power_button(void)
{
	return host->power_button();
}

void hyper_power_off(hyper_u32 status)
{
	__asm__ volatile("cli" : : : "memory");
	host->power_off(status);
}

void hyper_power_restart(hyper_u32 status)
{
	__asm__ volatile("cli" : : : "memory");
	host->power_restart(status);
}

void hyper_power_crash(void)
{
	__asm__ volatile("cli" : : : "memory");
	host->power_crash();
}
