// SPDX-License-Identifier: GPL-2.0
/* epoll: level, edge, one shot, exclusive, nested, and what it refuses. */
#include "tap.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#ifndef EPOLLEXCLUSIVE
#define EPOLLEXCLUSIVE (1U << 28)
#endif

static int add(int set, int file, uint32_t events, uint64_t data)
{
	struct epoll_event event = { .events = events, .data.u64 = data };

	return epoll_ctl(set, EPOLL_CTL_ADD, file, &event);
}

static int ready(int set, struct epoll_event *event)
{
	return epoll_wait(set, event, 1, 0);
}

static void check_kinds(int set, int in, int out)
{
	struct epoll_event event = { 0 };
	char byte;

	check(ready(set, &event) == 0, "nothing is ready");
	require(write(out, "ab", 2) == 2);
	check(ready(set, &event) == 1 && event.events == EPOLLIN &&
		      event.data.u64 == 0x123456789abcdef0,
	      "input is told, with its data");
	check(ready(set, &event) == 1, "level: again, until it is read");
	event.events = EPOLLIN | EPOLLET;
	require(epoll_ctl(set, EPOLL_CTL_MOD, in, &event) == 0);
	check(ready(set, &event) == 1, "edge: a change of interest tells once");
	check(ready(set, &event) == 0, "edge: not again");
	require(write(out, "c", 1) == 1);
	check(ready(set, &event) == 1, "edge: again when more arrives");
	event.events = EPOLLIN | EPOLLONESHOT;
	require(epoll_ctl(set, EPOLL_CTL_MOD, in, &event) == 0);
	check(ready(set, &event) == 1 && ready(set, &event) == 0, "one shot");
	require(write(out, "d", 1) == 1);
	check(ready(set, &event) == 0, "one shot: not even when more arrives");
	event.events = EPOLLIN;
	require(epoll_ctl(set, EPOLL_CTL_MOD, in, &event) == 0);
	check(ready(set, &event) == 1, "one shot: armed again");
	for (int i = 0; i < 4; i++)
		require(read(in, &byte, 1) == 1);
	check(ready(set, &event) == 0, "level: no more when all is read");
}

static void check_hang_up(void)
{
	struct epoll_event event = { 0 };
	int set = epoll_create1(EPOLL_CLOEXEC), ends[2];

	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	require(add(set, ends[0], EPOLLIN | EPOLLRDHUP, 1) == 0);
	shutdown(ends[1], SHUT_WR);
	check(ready(set, &event) == 1 && (event.events & EPOLLRDHUP),
	      "the other side stops writing");
	close(ends[1]);
	check(ready(set, &event) == 1 && (event.events & EPOLLHUP), "the other side is gone");
	close(ends[0]);
	check(ready(set, &event) == 0, "a closed file leaves the set");
	close(set);
}

static void check_refusals(int set, int in)
{
	struct epoll_event event = { .events = EPOLLIN };
	int file = open("/proc/self/exe", O_RDONLY), nested = epoll_create1(0);

	check_errno(add(set, in, EPOLLIN, 0), EEXIST, "twice the same");
	check_errno(epoll_ctl(set, EPOLL_CTL_DEL, 0x7000, &event), EBADF, "no such file");
	check_errno(epoll_ctl(set, EPOLL_CTL_MOD, nested, &event), ENOENT, "not in the set");
	check_errno(add(set, set, EPOLLIN, 0), EINVAL, "a set in itself");
	check_errno(add(set, file, EPOLLIN, 0), EPERM, "a regular file");
	check_errno(epoll_wait(set, &event, 0, 0), EINVAL, "room for no event");
	check_errno(epoll_wait(in, &event, 1, 0), EINVAL, "not a set");
	check_errno(epoll_create(0), EINVAL, "a set of size 0");
	check_errno(add(nested, in, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0), EINVAL,
		    "exclusive does not go with one shot");
	require(add(nested, set, EPOLLIN, 5) == 0);
	check_errno(add(set, nested, EPOLLIN, 0), ELOOP, "two sets in each other");
	close(nested);
	close(file);
}

static void check_nesting(void)
{
	struct epoll_event event = { 0 };
	int inner = epoll_create1(0), outer = epoll_create1(0), counter = eventfd(0, 0);

	require(add(inner, counter, EPOLLIN, 1) == 0 && add(outer, inner, EPOLLIN, 2) == 0);
	check(ready(outer, &event) == 0, "nested: nothing is ready");
	require(eventfd_write(counter, 1) == 0);
	check(ready(outer, &event) == 1 && event.data.u64 == 2, "nested: the inner set is ready");
	close(inner);
	close(outer);
	close(counter);
}

static void check_waiting(void)
{
	struct epoll_event event = { 0 };
	int set = epoll_create1(0), counter = eventfd(0, 0);
	long long before;
	pid_t pid;

	require(add(set, counter, EPOLLIN | EPOLLEXCLUSIVE, 9) == 0);
	before = now_ns(CLOCK_MONOTONIC);
	check(epoll_wait(set, &event, 1, 60) == 0 && now_ns(CLOCK_MONOTONIC) - before >= 60000000,
	      "a wait lasts its time");
	pid = fork();
	if (pid == 0) {
		sleep_ms(30);
		_exit(eventfd_write(counter, 1) != 0);
	}
	check(epoll_wait(set, &event, 1, -1) == 1 && event.data.u64 == 9,
	      "another process wakes it");
	status_of(pid);
	close(set);
	close(counter);
}

static void check_many(void)
{
	static struct epoll_event events[200];
	int set = epoll_create1(0), counters[200], sum = 0;

	for (int i = 0; i < 200; i++) {
		counters[i] = eventfd(i % 2, 0);
		require(counters[i] >= 0 && add(set, counters[i], EPOLLIN, i) == 0);
	}
	check(epoll_wait(set, events, 200, 0) == 100, "a hundred of two hundred are ready");
	for (int i = 0; i < 100; i++)
		sum += events[i].data.u64 % 2;
	check(sum == 100, "and they are the right ones");
	for (int i = 0; i < 200; i++)
		close(counters[i]);
	close(set);
}

int main(void)
{
	int set = epoll_create1(0), ends[2];

	alarm(60);
	require(set >= 0 && pipe(ends) == 0);
	check(add(set, ends[0], EPOLLIN, 0x123456789abcdef0) == 0, "a pipe joins a set");
	check_kinds(set, ends[0], ends[1]);
	check_refusals(set, ends[0]);
	check_hang_up();
	check_nesting();
	check_waiting();
	check_many();
	return finish();
}
