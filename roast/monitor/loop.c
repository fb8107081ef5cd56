// SPDX-License-Identifier: GPL-2.0
/* What the monitor waits for. */
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "../base/report.h"
#include "../records/private.h"

static int poller = -1;
static struct timer *timers;

void loop_open(void)
{
	poller = epoll_create1(EPOLL_CLOEXEC);
	if (poller < 0)
		fail_errno("cannot wait for events");
}

void loop_watch(struct watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };
	int operation = !watch->events ? EPOLL_CTL_ADD : !events ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;

	if (events == watch->events || watch->fd < 0)
		return;
	if (epoll_ctl(poller, operation, watch->fd, &event))
		warn("cannot wait for descriptor %d: error %d", watch->fd, errno);
	else
		watch->events = events;
}

void loop_forget(struct watch *watch)
{
	loop_watch(watch, 0);
	if (watch->fd >= 0)
		close(watch->fd);
	watch->fd = -1;
	watch->events = 0;
}

void timer_start(struct timer *timer, int64_t milliseconds)
{
	timer->at = milliseconds_now() + milliseconds;
	if (timer->armed)
		return;
	timer->armed = true;
	timer->next = timers;
	timers = timer;
}

void timer_stop(struct timer *timer)
{
	struct timer **place = &timers;

	while (*place && *place != timer)
		place = &(*place)->next;
	if (*place)
		*place = timer->next;
	timer->armed = false;
}

static struct timer *next_timer(void)
{
	struct timer *next = timers;

	for (struct timer *timer = timers; timer; timer = timer->next)
		if (timer->at < next->at)
			next = timer;
	return next;
}

static int time_left(void)
{
	struct timer *timer = next_timer();
	int64_t left = timer ? timer->at - milliseconds_now() : -1;

	if (!timer)
		return -1;
	return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void run_timers(void)
{
	int64_t now = milliseconds_now();
	struct timer *timer;

	while ((timer = next_timer()) && timer->at <= now) {
		timer_stop(timer);
		timer->due(timer->owner);
	}
}

/* One event at a time: a callback may take back the watch of another. The kernel takes turns. */
void loop_once(void)
{
	struct epoll_event event;

	if (epoll_wait(poller, &event, 1, time_left()) == 1) {
		struct watch *watch = event.data.ptr;

		watch->ready(watch->owner, event.events);
	}
	run_timers();
}
