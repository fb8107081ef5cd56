// SPDX-License-Identifier: GPL-2.0
/*
 * System calls answer pointers that lead nowhere with EFAULT: unmapped, protected, in the
 * kernel's half, not canonical, running over the end of a mapping or of the address space.
 */
#include "tap.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>

#define PAGE 4096UL

static int zero, null, directory, event_set, socket_end, other_end;

/* Each does one system call that stores to, or loads from, the pointer p. */
#define CALL(name, ...)                                                                            \
	static long name(void *p)                                                                  \
	{                                                                                          \
		return __VA_ARGS__;                                                                \
	}
CALL(do_read, syscall(SYS_read, zero, p, 64))
CALL(do_pread, syscall(SYS_pread64, zero, p, 64, 0))
CALL(do_getcwd, syscall(SYS_getcwd, p, 64))
CALL(do_uname, syscall(SYS_uname, p))
CALL(do_fstat, syscall(SYS_fstat, zero, p))
CALL(do_statfs, syscall(SYS_statfs, "/", p))
CALL(do_statx, syscall(SYS_statx, AT_FDCWD, "/", 0, 0x7ff, p))
CALL(do_pipe, syscall(SYS_pipe2, p, 0))
CALL(do_getdents, syscall(SYS_getdents64, directory, p, 4096))
CALL(do_readlink, syscall(SYS_readlink, "/proc/self/exe", p, 64))
CALL(do_clock, syscall(SYS_clock_gettime, CLOCK_REALTIME, p))
CALL(do_getres, syscall(SYS_clock_getres, CLOCK_REALTIME, p))
CALL(do_gettimeofday, syscall(SYS_gettimeofday, p, NULL))
CALL(do_times, syscall(SYS_times, p))
CALL(do_getrlimit, syscall(SYS_getrlimit, 3, p))
CALL(do_getrusage, syscall(SYS_getrusage, 0, p))
CALL(do_sysinfo, syscall(SYS_sysinfo, p))
CALL(do_getrandom, syscall(SYS_getrandom, p, 64, 0))
CALL(do_sigpending, syscall(SYS_rt_sigpending, p, 8))
CALL(do_sigaction_out, syscall(SYS_rt_sigaction, SIGUSR1, NULL, p, 8))
CALL(do_sigmask_out, syscall(SYS_rt_sigprocmask, 0, NULL, p, 8))
CALL(do_sigaltstack_out, syscall(SYS_sigaltstack, NULL, p))
CALL(do_getitimer, syscall(SYS_getitimer, ITIMER_REAL, p))
CALL(do_socketpair, syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, p))
static long do_recv(void *p)
{
	require(write(other_end, "x", 1) == 1);
	return syscall(SYS_recvfrom, socket_end, p, 1, MSG_PEEK, NULL, NULL);
}
CALL(do_affinity, syscall(SYS_sched_getaffinity, 0, 128, p))
CALL(do_getresuid, syscall(SYS_getresuid, p, p, p))
CALL(do_getcpu, syscall(SYS_getcpu, p, NULL, NULL))
CALL(do_mincore, syscall(SYS_mincore, (uintptr_t)&zero & ~(PAGE - 1), PAGE, p))

CALL(do_write, syscall(SYS_write, other_end, p, 64))
CALL(do_open, syscall(SYS_open, p, O_RDONLY))
CALL(do_openat2, syscall(437, AT_FDCWD, "/", p, 24))
CALL(do_chdir, syscall(SYS_chdir, p))
CALL(do_execve, syscall(SYS_execve, p, NULL, NULL))
CALL(do_argv, syscall(SYS_execve, "/proc/self/exe", p, NULL))
CALL(do_mkdir, syscall(SYS_mkdir, p, 0700))
CALL(do_rename, syscall(SYS_rename, "/nonexistent", p))
CALL(do_symlink, syscall(SYS_symlink, p, "/tmp/never"))
CALL(do_access, syscall(SYS_access, p, 0))
CALL(do_nanosleep, syscall(SYS_nanosleep, p, NULL))
CALL(do_settimer, syscall(SYS_setitimer, ITIMER_REAL, p, NULL))
CALL(do_sigaction_in, syscall(SYS_rt_sigaction, SIGUSR1, p, NULL, 8))
CALL(do_sigmask_in, syscall(SYS_rt_sigprocmask, 0, p, NULL, 8))
CALL(do_sigaltstack_in, syscall(SYS_sigaltstack, p, NULL))
CALL(do_sigsuspend, syscall(SYS_rt_sigsuspend, p, 8))
CALL(do_setrlimit, syscall(SYS_setrlimit, 3, p))
CALL(do_poll, syscall(SYS_poll, p, 2, 0))
CALL(do_select, syscall(SYS_select, 8, p, NULL, NULL, NULL))
CALL(do_epoll_ctl, syscall(SYS_epoll_ctl, event_set, EPOLL_CTL_ADD, other_end, p))
CALL(do_epoll_wait, syscall(SYS_epoll_wait, event_set, p, 4, 0))
CALL(do_writev, syscall(SYS_writev, null, p, 2))
CALL(do_readv, syscall(SYS_readv, zero, p, 2))
CALL(do_sendmsg, syscall(SYS_sendmsg, other_end, p, 0))
CALL(do_recvmsg, syscall(SYS_recvmsg, socket_end, p, MSG_DONTWAIT))
CALL(do_bind, syscall(SYS_bind, socket_end, p, 110))
CALL(do_setsockopt, syscall(SYS_setsockopt, socket_end, SOL_SOCKET, SO_SNDBUF, p, 4))
CALL(do_futex, syscall(SYS_futex, (uintptr_t)p & ~3UL, 0, 0, NULL, NULL, 0))
CALL(do_clone3, syscall(435, p, 88))
CALL(do_prctl, syscall(SYS_prctl, 15, p, 0, 0, 0))
CALL(do_utimensat, syscall(SYS_utimensat, AT_FDCWD, "/tmp/never", p, 0))
CALL(do_memfd, syscall(SYS_memfd_create, p, 0))
CALL(do_timer_create, syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, p))
CALL(do_ioctl, syscall(SYS_ioctl, socket_end, 0x541b /* FIONREAD */, p))

static const struct {
	const char *name;
	long (*call)(void *);
	int stores; /* 0: loads from the pointer, 1: stores to it, 2: stores a part if it must */
} calls[] = {
	{ "read", do_read, 2 },
	{ "pread64", do_pread, 2 },
	{ "getcwd", do_getcwd, 1 },
	{ "uname", do_uname, 1 },
	{ "fstat", do_fstat, 1 },
	{ "statfs", do_statfs, 1 },
	{ "statx", do_statx, 1 },
	{ "pipe2", do_pipe, 1 },
	{ "getdents64", do_getdents, 1 },
	{ "readlink", do_readlink, 1 },
	{ "clock_gettime", do_clock, 1 },
	{ "clock_getres", do_getres, 1 },
	{ "gettimeofday", do_gettimeofday, 1 },
	{ "times", do_times, 1 },
	{ "getrlimit", do_getrlimit, 1 },
	{ "getrusage", do_getrusage, 1 },
	{ "sysinfo", do_sysinfo, 1 },
	{ "getrandom", do_getrandom, 2 },
	{ "rt_sigpending", do_sigpending, 1 },
	{ "rt_sigaction (old)", do_sigaction_out, 1 },
	{ "rt_sigprocmask (old)", do_sigmask_out, 1 },
	{ "sigaltstack (old)", do_sigaltstack_out, 1 },
	{ "getitimer", do_getitimer, 1 },
	{ "socketpair", do_socketpair, 1 },
	{ "recvfrom", do_recv, 2 },
	{ "sched_getaffinity", do_affinity, 1 },
	{ "getresuid", do_getresuid, 1 },
	{ "getcpu", do_getcpu, 1 },
	{ "mincore", do_mincore, 2 },
	{ "timer_create", do_timer_create, 1 },
	{ "ioctl", do_ioctl, 1 },
	{ "write", do_write, 0 },
	{ "open", do_open, 0 },
	{ "openat2", do_openat2, 0 },
	{ "chdir", do_chdir, 0 },
	{ "execve (path)", do_execve, 0 },
	{ "execve (arguments)", do_argv, 0 },
	{ "mkdir", do_mkdir, 0 },
	{ "rename", do_rename, 0 },
	{ "symlink", do_symlink, 0 },
	{ "access", do_access, 0 },
	{ "nanosleep", do_nanosleep, 0 },
	{ "setitimer", do_settimer, 0 },
	{ "rt_sigaction (new)", do_sigaction_in, 0 },
	{ "rt_sigprocmask (new)", do_sigmask_in, 0 },
	{ "sigaltstack (new)", do_sigaltstack_in, 0 },
	{ "rt_sigsuspend", do_sigsuspend, 0 },
	{ "setrlimit", do_setrlimit, 0 },
	{ "poll", do_poll, 0 },
	{ "select", do_select, 0 },
	{ "epoll_ctl", do_epoll_ctl, 0 },
	{ "epoll_wait", do_epoll_wait, 1 },
	{ "writev", do_writev, 0 },
	{ "readv", do_readv, 0 },
	{ "sendmsg", do_sendmsg, 0 },
	{ "recvmsg", do_recvmsg, 0 },
	{ "bind", do_bind, 0 },
	{ "setsockopt", do_setsockopt, 0 },
	{ "futex", do_futex, 0 },
	{ "clone3", do_clone3, 0 },
	{ "prctl", do_prctl, 0 },
	{ "utimensat", do_utimensat, 0 },
	{ "memfd_create", do_memfd, 0 },
};

static void check_call(unsigned int i, char *edge, char *read_only, char *protected)
{
	const char *name = calls[i].name;
	long (*call)(void *) = calls[i].call;

	check_errno(call((void *)0x10), EFAULT, "%s: unmapped", name);
	check_errno(call(protected), EFAULT, "%s: PROT_NONE", name);
	check_errno(call((void *)0xffffffff81000000), EFAULT, "%s: kernel image", name);
	check_errno(call((void *)0xffff888000100000), EFAULT, "%s: direct map", name);
	check_errno(call((void *)0x8000000000000000), EFAULT, "%s: not canonical", name);
	check_errno(call((void *)0x7ffffffffff0), EFAULT, "%s: over the end of programs' half",
		    name);
	check_errno(call((void *)0xfffffffffffffff0), EFAULT, "%s: over the end of everything",
		    name);
	if (calls[i].stores)
		check_errno(call(read_only), EFAULT, "%s: read-only", name);
	if (calls[i].stores == 1)
		check_errno(call(edge - 1), EFAULT, "%s: over the end of a mapping", name);
	if (calls[i].stores == 2)
		check(call(edge - 1) <= 1, "%s: no more than fits before the end", name);
}

/* What was there before the edge may be read or written as far as it goes. */
static void check_partial(char *edge)
{
	struct iovec vectors[2] = { { edge - 10, 10 }, { (void *)0x10, 10 } };
	char buffer[64];
	int ends[2];

	require(pipe(ends) == 0);
	memset(edge - 10, 'p', 10);
	check(write(ends[1], edge - 10, 20) == -1 || read(ends[0], buffer, 64) <= 10,
	      "a write over the edge is refused or cut");
	require(write(ends[1], "0123456789abcdefghij", 20) == 20);
	check(read(ends[0], edge - 10, 20) == -1 || memcmp(edge - 10, "0123456789", 10) == 0,
	      "a read over the edge is refused or cut");
	check(writev(null, vectors, 1) == 10, "a vector up to the edge is written");
	close(ends[0]);
	close(ends[1]);
	check_errno(syscall(SYS_read, zero, (void *)0xffff888000000000, 1UL << 40), EFAULT,
		    "a length that would wrap");
	strcpy(edge - 5, "/tmp");
	check(access(edge - 5, F_OK) == 0, "a string that ends at the edge");
	memset(edge - 5, '/', 5);
	check_errno(access(edge - 5, F_OK), EFAULT, "a string that does not end");
}

int main(void)
{
	struct epoll_event event = { .events = EPOLLOUT };
	char *map =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ends[2];

	alarm(60);
	zero = open("/dev/zero", O_RDONLY);
	null = open("/dev/null", O_WRONLY);
	directory = open("/proc", O_RDONLY | O_DIRECTORY);
	event_set = epoll_create1(0);
	require(map != MAP_FAILED && zero >= 0 && null >= 0 && directory >= 0);
	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	socket_end = ends[0];
	other_end = ends[1];
	event.data.fd = socket_end;
	require(epoll_ctl(event_set, EPOLL_CTL_ADD, socket_end, &event) == 0);
	/* page 0 and 1: writable, then a hole; page 3: read-only, then PROT_NONE */
	map = mmap(NULL, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(map + 3 * PAGE, PAGE, PROT_READ);
	mprotect(map + 5 * PAGE, PAGE, PROT_NONE);
	munmap(map + 2 * PAGE, PAGE);
	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check_call(i, map + 2 * PAGE, map + 3 * PAGE, map + 5 * PAGE);
	check_partial(map + 2 * PAGE);
	return finish();
}
