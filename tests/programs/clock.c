// SPDX-License-Identifier: GPL-2.0
/* Clocks go forward, sleeps last at least their time, and timers expire. */
#include "tap.h"

#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>

static volatile int alarms;

static void count(int signal)
{
	(void)signal;
	alarms++;
}

static int goes_forward(clockid_t clock)
{
	long long before = now_ns(clock);

	for (int i = 0; i < 20000; i++) {
		long long now = now_ns(clock);

		if (now < before)
			return 0;
		before = now;
	}
	return 1;
}

static void burn(long ms)
{
	long long end = now_ns(CLOCK_PROCESS_CPUTIME_ID) + ms * 1000000LL;

	while (now_ns(CLOCK_PROCESS_CPUTIME_ID) < end)
		;
}

static void check_clocks(void)
{
	const clockid_t clocks[] = {
		CLOCK_REALTIME, CLOCK_MONOTONIC,	  CLOCK_MONOTONIC_RAW,
		CLOCK_BOOTTIME, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
		CLOCK_TAI,	CLOCK_MONOTONIC_COARSE
	};
	struct timespec resolution, now_there;

	for (unsigned int i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++)
		check(goes_forward(clocks[i]), "clock %d never goes back", (int)clocks[i]);
	check(clock_getres(CLOCK_MONOTONIC, &resolution) == 0 && resolution.tv_sec == 0 &&
		      resolution.tv_nsec == 1,
	      "high resolution");
	check(now_ns(CLOCK_REALTIME) > 1600000000LL * 1000000000, "the date is after 2020");
	check_errno(clock_gettime(99, &now_there), EINVAL, "no such clock");
	/* The same through the system call, should there be a vDSO. */
	long long before = now_ns(CLOCK_MONOTONIC), now;
	require(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now_there) == 0);
	now = now_there.tv_sec * 1000000000LL + now_there.tv_nsec;
	check(now >= before && now <= now_ns(CLOCK_MONOTONIC), "library and system call agree");
	struct timeval day;
	check(gettimeofday(&day, NULL) == 0 && labs(day.tv_sec - time(NULL)) <= 1,
	      "gettimeofday and time agree");
}

static void check_sleep(void)
{
	long long before = now_ns(CLOCK_MONOTONIC), after;
	struct timespec until, bad = { 0, -1 };

	sleep_ms(50);
	check(now_ns(CLOCK_MONOTONIC) - before >= 50000000, "nanosleep lasts");
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += 1;
	check(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0, "absolute sleep");
	after = now_ns(CLOCK_MONOTONIC);
	check(after >= until.tv_sec * 1000000000LL + until.tv_nsec, "it lasts until then");
	check_errno(nanosleep(&bad, NULL), EINVAL, "a negative time");
	check(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &until, NULL) == EINVAL,
	      "no sleeping by one's own CPU time");
	until.tv_sec = 0;
	until.tv_nsec = 1000;
	for (int i = 0; i < 100; i++)
		nanosleep(&until, NULL);
	check(now_ns(CLOCK_MONOTONIC) - after >= 100000, "a hundred short sleeps end");
}

static void check_interval_timers(void)
{
	struct sigaction action = { .sa_handler = count };
	struct itimerval value = { { 0, 10000 }, { 0, 10000 } }, old;

	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGVTALRM, &action, NULL);
	sigaction(SIGPROF, &action, NULL);
	setitimer(ITIMER_REAL, &value, NULL);
	while (alarms < 5)
		pause();
	check(alarms >= 5, "ITIMER_REAL repeats");
	memset(&value, 0, sizeof(value));
	check(setitimer(ITIMER_REAL, &value, &old) == 0 && old.it_interval.tv_usec == 10000,
	      "it tells what was set");
	alarms = 0;
	value.it_value.tv_usec = 20000;
	setitimer(ITIMER_VIRTUAL, &value, NULL);
	while (!alarms)
		;
	check(alarms == 1, "ITIMER_VIRTUAL expires while the program runs");
	alarms = 0;
	setitimer(ITIMER_PROF, &value, NULL);
	while (!alarms)
		getppid();
	check(alarms == 1, "ITIMER_PROF expires while the program runs");
	check(alarm(100) == 0 && alarm(0) >= 99, "alarm tells what is left");
	check_errno(setitimer(9, &value, NULL), EINVAL, "no such timer");
}

static void expires(union sigval value)
{
	if (value.sival_int == 99)
		alarms++;
}

static void check_posix_timers(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	struct itimerspec time = { { 0, 5000000 }, { 0, 5000000 } };
	siginfo_t info;
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	event.sigev_value.sival_int = 42;
	require(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	check(timer_settime(timer, 0, &time, NULL) == 0, "a timer is armed");
	check(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_code == SI_TIMER &&
		      info.si_value.sival_int == 42,
	      "it signals, with its value");
	sleep_ms(60);
	check(sigwaitinfo(&set, &info) == SIGRTMIN && timer_getoverrun(timer) > 0,
	      "it counts what nobody waited for");
	check(timer_gettime(timer, &time) == 0 && time.it_interval.tv_nsec == 5000000,
	      "it tells its interval");
	check(timer_delete(timer) == 0, "it is deleted");
	check(syscall(SYS_timer_delete, 12345) == -1 && errno == EINVAL, "no such timer to delete");
	event.sigev_notify = SIGEV_THREAD;
	event.sigev_notify_function = expires;
	event.sigev_value.sival_int = 99;
	event.sigev_notify_attributes = NULL;
	alarms = 0;
	require(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
	require(timer_settime(timer, 0, &time, NULL) == 0);
	while (!alarms)
		sleep_ms(1);
	check(alarms > 0, "a timer runs a thread");
	timer_delete(timer);
}

static void check_cpu_time(void)
{
	struct tms before, after;
	struct rusage usage;
	long long wall = now_ns(CLOCK_MONOTONIC), cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	pid_t pid;

	times(&before);
	burn(60);
	times(&after);
	check(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu <= now_ns(CLOCK_MONOTONIC) - wall,
	      "CPU time is no more than wall time");
	check(after.tms_utime + after.tms_stime >= before.tms_utime + before.tms_stime,
	      "times goes forward");
	pid = fork();
	if (pid == 0) {
		burn(100);
		_exit(0);
	}
	status_of(pid);
	check(getrusage(RUSAGE_CHILDREN, &usage) == 0 &&
		      usage.ru_utime.tv_sec * 1000000L + usage.ru_utime.tv_usec +
				      usage.ru_stime.tv_sec * 1000000L + usage.ru_stime.tv_usec >=
			      90000,
	      "a child's CPU time is counted");
}

int main(void)
{
	check_clocks();
	check_sleep();
	check_interval_timers();
	check_posix_timers();
	check_cpu_time();
	return finish();
}
