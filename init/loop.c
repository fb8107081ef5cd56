// SPDX-License-Identifier: GPL-2.0
/* The event loop: ppoll(2), which needs nothing optional of the kernel. */
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#define SOURCES_MAX 256

static struct loop_source *sources;
static struct loop_timer *timers;
static volatile sig_atomic_t pending[NSIG];
static void (*signal_handler)(int number);
static sigset_t open_mask; /* in force while waiting */

uint64_t loop_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void loop_add(struct loop_source *source)
{
	source->next = sources;
	sources = source;
}

void loop_remove(struct loop_source *source)
{
	for (struct loop_source **link = &sources; *link; link = &(*link)->next)
		if (*link == source) {
			*link = source->next;
			return;
		}
}

void loop_watch(struct loop_source *source, short events)
{
	loop_remove(source);
	source->events = events;
	if (events)
		loop_add(source);
}

void loop_timer_stop(struct loop_timer *timer)
{
	timer->active = false;
	for (struct loop_timer **link = &timers; *link; link = &(*link)->next)
		if (*link == timer) {
			*link = timer->next;
			return;
		}
}

void loop_timer_start(struct loop_timer *timer, uint64_t milliseconds)
{
	struct loop_timer **link = &timers;

	loop_timer_stop(timer);
	timer->deadline = loop_now() + milliseconds;
	timer->active = true;
	while (*link && (*link)->deadline <= timer->deadline)
		link = &(*link)->next;
	timer->next = *link;
	*link = timer;
}

static void note_signal(int number)
{
	pending[number] = 1;
}

void loop_signals(const int *numbers, int count, void (*handler)(int number))
{
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESTART };
	sigset_t blocked;

	signal_handler = handler;
	sigfillset(&blocked);
	sigprocmask(SIG_SETMASK, &blocked, &open_mask);
	sigemptyset(&open_mask);
	for (int i = 0; i < count; i++)
		sigaction(numbers[i], &action, NULL);
}

/* A ppoll(2) that finds something ready does not: with a busy descriptor they would never come. */
static void let_signals_in(void)
{
	sigset_t closed_mask;

	sigprocmask(SIG_SETMASK, &open_mask, &closed_mask);
	sigprocmask(SIG_SETMASK, &closed_mask, NULL);
}

static void handle_signals(void)
{
	for (int number = 1; number < NSIG; number++) {
		if (!pending[number])
			continue;
		pending[number] = 0;
		signal_handler(number);
	}
}

static void handle_timers(void)
{
	while (timers && timers->deadline <= loop_now()) {
		struct loop_timer *timer = timers;

		loop_timer_stop(timer);
		timer->fire(timer);
	}
}

static void handle_sources(const struct pollfd *polls, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		struct loop_source *source = sources;

		/* A callback may have removed any source, so look each one up again. */
		while (source && source->fd != polls[i].fd)
			source = source->next;
		if (source && polls[i].revents)
			source->ready(source);
	}
}

static struct timespec *time_to_wait(struct timespec *wait)
{
	uint64_t now = loop_now();
	uint64_t left;

	if (!timers)
		return NULL;
	left = timers->deadline > now ? timers->deadline - now : 0;
	wait->tv_sec = (time_t)(left / 1000);
	wait->tv_nsec = (long)(left % 1000) * 1000000;
	return wait;
}

void loop_once(void)
{
	struct pollfd polls[SOURCES_MAX];
	struct timespec wait;
	nfds_t count = 0;
	int ready;

	for (struct loop_source *source = sources; source && count < SOURCES_MAX;
	     source = source->next)
		polls[count++] = (struct pollfd){
			.fd = source->fd,
			.events = source->events ? source->events : POLLIN,
		};
	ready = ppoll(polls, count, time_to_wait(&wait), &open_mask);
	if (ready > 0)
		let_signals_in();
	handle_signals();
	if (ready > 0)
		handle_sources(polls, count);
	handle_timers();
}
