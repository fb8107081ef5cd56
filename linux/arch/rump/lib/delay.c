// SPDX-License-Identifier: GPL-2.0
/* Short busy waits. One "loop" of Linux' delay is one nanosecond of the hypercall layer's clock. */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/param.h>
#include <linux/time64.h>
#include <rumproast/hyper.h>
#include <asm/processor.h>

unsigned long calibrate_delay_is_known(void)
{
	return NSEC_PER_SEC / HZ;
}

void __delay(unsigned long nanoseconds)
{
	hyper_u64 end = hyper_clock_monotonic() + nanoseconds;

	while (hyper_clock_monotonic() < end)
		cpu_relax();
}
EXPORT_SYMBOL(__delay);

/* The argument is microseconds in units of 2^-32 seconds. */
void __const_udelay(unsigned long fraction)
{
	__delay((fraction * NSEC_PER_SEC) >> 32);
}
EXPORT_SYMBOL(__const_udelay);

void __udelay(unsigned long microseconds)
{
	__delay(microseconds * NSEC_PER_USEC);
}
EXPORT_SYMBOL(__udelay);

void __ndelay(unsigned long nanoseconds)
{
	__delay(nanoseconds);
}
EXPORT_SYMBOL(__ndelay);
