/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the monitor waits for: descriptors and times. One loop in a process; single-threaded.
 *
 * Watches and timers belong to whoever made them, and must be taken back (loop_forget(),
 * timer_stop()) before their memory goes. Callbacks may do that to any of them.
 */
#ifndef ROAST_MONITOR_LOOP_H
#define ROAST_MONITOR_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

struct watch {
	int fd;		 /* -1: none */
	uint32_t events; /* waited for; 0: the kernel does not know of it */
	void (*ready)(void *owner, uint32_t events);
	void *owner;
};

struct timer {
	int64_t at; /* milliseconds_now() */
	void (*due)(void *owner);
	void *owner;
	bool armed;
	struct timer *next;
};

void loop_open(void);
/* Waits for events (EPOLLIN, EPOLLOUT; 0: for nothing) of watch->fd from now on. */
void loop_watch(struct watch *watch, uint32_t events);
/* Waits no more and closes the descriptor. */
void loop_forget(struct watch *watch);

void timer_start(struct timer *timer, int64_t milliseconds);
void timer_stop(struct timer *timer);

/* Waits for one event, or for the next timer; calls what is due. */
void loop_once(void);

#endif
