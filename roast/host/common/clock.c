// SPDX-License-Identifier: GPL-2.0
/* Waiting: milliseconds of a clock that nobody sets. */
#include "clock.h"

#include <limits.h>
#include <time.h>

long clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int clock_left_ms(long until)
{
	long left = until - clock_ms();

	if (left < 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

void clock_pause_ms(long milliseconds)
{
	struct timespec pause = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}
