/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event loop of init: file descriptors, timers and signals, one at a time.
 *
 * Sources and timers are parts of their owners' structures; they must stay in place while they
 * are active. Callbacks may start and stop any of them, also their own.
 */
#ifndef INIT_LOOP_H
#define INIT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop_source {
	int fd;
	short events;				   /* to wait for, as poll(2) has them; 0: POLLIN */
	void (*ready)(struct loop_source *source); /* one of them, an error or a hangup */
	struct loop_source *next;
};

struct loop_timer {
	uint64_t deadline; /* loop_now() */
	void (*fire)(struct loop_timer *timer);
	struct loop_timer *next;
	bool active;
};

/* Milliseconds since boot, time spent suspended included. */
uint64_t loop_now(void);

void loop_add(struct loop_source *source);
void loop_remove(struct loop_source *source);

/* Waits for these events from now on; for 0 the source is not looked at. */
void loop_watch(struct loop_source *source, short events);

/* Has the timer fire once, in so many milliseconds; replaces an earlier deadline. */
void loop_timer_start(struct loop_timer *timer, uint64_t milliseconds);
void loop_timer_stop(struct loop_timer *timer);

/*
 * Signals are blocked but while the loop waits. loop_signals() blocks them and installs the
 * handlers; it must be the first act of the program. handler is called from loop_once().
 */
void loop_signals(const int *numbers, int count, void (*handler)(int number));

/* Waits for one round of events and handles it. */
void loop_once(void);

#endif
