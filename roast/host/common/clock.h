/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting: milliseconds of a clock that nobody sets. */
#ifndef ROAST_HOST_CLOCK_H
#define ROAST_HOST_CLOCK_H

long clock_ms(void);
/* How long it is until then; 0 if it has passed. */
int clock_left_ms(long until);
void clock_pause_ms(long milliseconds);

#endif
