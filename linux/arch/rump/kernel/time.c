// SPDX-License-Identifier: GPL-2.0
/* The hypercall layer's clock and timer as Linux' clock source and clock event device. */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include <asm/rump.h>

static u64 clock_read(struct clocksource *clock)
{
	return hyper_clock_monotonic();
}

static struct clocksource clock = {
	.name = "hyper",
	.rating = 400,
	.read = clock_read,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS | CLOCK_SOURCE_VALID_FOR_HRES,
};

unsigned long long notrace sched_clock(void)
{
	return hyper_clock_monotonic();
}

void read_persistent_clock64(struct timespec64 *now)
{
	*now = ns_to_timespec64(hyper_clock_wall());
}

static int timer_set(unsigned long delta, struct clock_event_device *timer)
{
	hyper_timer_arm(hyper_clock_monotonic() + delta);
	return 0;
}

static int timer_stop(struct clock_event_device *timer)
{
	hyper_timer_stop();
	return 0;
}

static DEFINE_PER_CPU(struct clock_event_device, timer) = {
	.name = "hyper",
	.features = CLOCK_EVT_FEAT_ONESHOT,
	.rating = 400,
	.set_next_event = timer_set,
	.set_state_shutdown = timer_stop,
	.set_state_oneshot_stopped = timer_stop,
};

static irqreturn_t timer_interrupt(int irq, void *unused)
{
	struct clock_event_device *device = this_cpu_ptr(&timer);

	device->event_handler(device);
	return IRQ_HANDLED;
}

static int __init bind_timer(void)
{
	struct hyper_timer description;
	int irq;

	hyper_timer_describe(&description);
	if (description.kind == HYPER_TIMER_VIRQ)
		return rump_xen_bind_timer(description.number, timer_interrupt);
	irq = rump_irq_claim(description.number);
	if (irq < 0)
		return irq;
	if (request_irq(irq, timer_interrupt, IRQF_TIMER | IRQF_NOBALANCING, "timer", NULL))
		return -EBUSY;
	return irq;
}

static void __init start_timer(int irq)
{
	struct clock_event_device *device = this_cpu_ptr(&timer);

	device->irq = irq;
	device->cpumask = cpumask_of(smp_processor_id());
	clockevents_config_and_register(device, NSEC_PER_SEC, 1000, LONG_MAX);
}

void __init time_init(void)
{
	int irq = bind_timer();

	if (irq < 0)
		panic("rump: no timer interrupt (%d): does this kernel have the host's component?",
		      irq);
	if (clocksource_register_hz(&clock, NSEC_PER_SEC))
		panic("rump: the clock was refused");
	start_timer(irq);
}
