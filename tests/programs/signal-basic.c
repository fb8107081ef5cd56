// SPDX-License-Identifier: GPL-2.0
/* Signals arrive where they should, once, with the mask and the information they should have. */
#include "tap.h"

#include <setjmp.h>
#include <sys/syscall.h>
#include <ucontext.h>

static volatile int handled, last_signal, last_code, last_value;
static volatile pid_t last_pid;

static void count(int signal)
{
	last_signal = signal;
	handled++;
}

static void inform(int signal, siginfo_t *info, void *context)
{
	(void)context;
	last_signal = signal;
	last_code = info->si_code;
	last_pid = info->si_pid;
	last_value = info->si_value.sival_int;
	handled++;
}

static void handle(int signal, void *handler, int flags)
{
	struct sigaction action = { .sa_flags = flags };

	if (flags & SA_SIGINFO)
		action.sa_sigaction = handler;
	else
		action.sa_handler = handler;
	require(sigaction(signal, &action, NULL) == 0);
}

static void check_delivery(void)
{
	handle(SIGUSR1, count, 0);
	handled = 0;
	raise(SIGUSR1);
	check(handled == 1 && last_signal == SIGUSR1, "a handler runs");
	kill(getpid(), SIGUSR1);
	check(handled == 2, "a signal to oneself is handled before kill returns");
	handle(SIGUSR1, count, SA_RESETHAND);
	raise(SIGUSR1);
	struct sigaction now;
	sigaction(SIGUSR1, NULL, &now);
	check(handled == 3 && now.sa_handler == SIG_DFL, "SA_RESETHAND resets");
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	check(handled == 3, "an ignored signal is ignored");
	check_errno(kill(getpid(), 65), EINVAL, "no such signal");
	check_errno(kill(0x3fffffff, 0), ESRCH, "no such process");
	check(kill(getpid(), 0) == 0, "signal 0 asks whether a process is there");
	check_errno(sigaction(SIGKILL, &(struct sigaction){ .sa_handler = count }, NULL), EINVAL,
		    "SIGKILL cannot be handled");
}

static void check_mask(void)
{
	sigset_t set, old, pending;

	handle(SIGUSR1, count, 0);
	handled = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	raise(SIGUSR1);
	check(handled == 0, "a blocked signal waits");
	sigpending(&pending);
	check(sigismember(&pending, SIGUSR1) == 1, "it is pending");
	sigprocmask(SIG_SETMASK, &old, NULL);
	check(handled == 1, "a standard signal is pending once");
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	sigsuspend(&old);
	check(handled == 2, "sigsuspend lets it in");
	sigprocmask(SIG_BLOCK, NULL, &pending);
	check(sigismember(&pending, SIGUSR1) == 1, "and puts the mask back");
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void check_information(void)
{
	union sigval value = { .sival_int = 4711 };
	sigset_t set;

	handle(SIGRTMIN, inform, SA_SIGINFO);
	handled = 0;
	check(sigqueue(getpid(), SIGRTMIN, value) == 0 && handled == 1, "sigqueue delivers");
	check(last_code == SI_QUEUE && last_value == 4711 && last_pid == getpid(),
	      "with code, value and sender");
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	handled = 0;
	for (int i = 0; i < 5; i++) {
		value.sival_int = i;
		sigqueue(getpid(), SIGRTMIN, value);
	}
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	check(handled == 5 && last_value == 4, "real-time signals queue, in order");
	handle(SIGUSR1, inform, SA_SIGINFO);
	kill(getpid(), SIGUSR1);
	check(last_code == SI_USER && last_pid == getpid(), "kill says SI_USER");
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1);
	check(last_code == SI_TKILL, "tgkill says SI_TKILL");
}

static volatile int depth, deepest, nested;

static void nests(int signal)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (++nested < 5)
		raise(signal);
	depth--;
}

static void check_nesting(void)
{
	handle(SIGUSR2, nests, SA_NODEFER);
	raise(SIGUSR2);
	check(deepest == 5 && depth == 0, "SA_NODEFER nests");
	deepest = nested = 0;
	handle(SIGUSR2, nests, 0);
	raise(SIGUSR2);
	check(deepest == 1 && nested == 5, "without it a handler's own signal waits");
}

static char alternate[65536];
static volatile int on_alternate;

static void where(int signal)
{
	char here;
	stack_t stack;

	(void)signal;
	on_alternate = &here >= alternate && &here < alternate + sizeof(alternate);
	sigaltstack(NULL, &stack);
	if (on_alternate != !!(stack.ss_flags & SS_ONSTACK))
		on_alternate = -1;
}

static void check_stack(void)
{
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) },
		none = { .ss_flags = SS_DISABLE };

	check(sigaltstack(&stack, NULL) == 0, "an alternate stack is taken");
	handle(SIGUSR1, where, SA_ONSTACK);
	raise(SIGUSR1);
	check(on_alternate == 1, "SA_ONSTACK runs on it");
	handle(SIGUSR1, where, 0);
	raise(SIGUSR1);
	check(on_alternate == 0, "without it a handler runs on the normal stack");
	stack.ss_size = 100;
	check_errno(sigaltstack(&stack, NULL), ENOMEM, "a stack that is too small");
	check(sigaltstack(&none, NULL) == 0, "it is taken away again");
}

static sigjmp_buf back;

static void jumps(int signal)
{
	siglongjmp(back, signal);
}

static void check_jump(void)
{
	sigset_t now;

	handle(SIGUSR1, jumps, 0);
	if (sigsetjmp(back, 1) == 0) {
		raise(SIGUSR1);
		check(0, "never here");
	}
	sigprocmask(SIG_BLOCK, NULL, &now);
	check(sigismember(&now, SIGUSR1) == 0, "a handler may jump out");
}

static void check_waiting(void)
{
	struct timespec soon = { 0, 10000000 };
	siginfo_t info = { 0 };
	sigset_t set;
	int number = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	check_errno(sigtimedwait(&set, &info, &soon), EAGAIN, "sigtimedwait gives up");
	raise(SIGUSR1);
	check(sigwait(&set, &number) == 0 && number == SIGUSR1, "sigwait takes a pending signal");
	pid_t pid = fork();
	if (pid == 0)
		_exit(3);
	check(sigwaitinfo(&set, &info) == SIGCHLD && info.si_code == CLD_EXITED &&
		      info.si_status == 3 && info.si_pid == pid,
	      "SIGCHLD tells of a child's end");
	status_of(pid);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int main(void)
{
	alarm(60);
	check_delivery();
	check_mask();
	check_information();
	check_nesting();
	check_stack();
	check_jump();
	check_waiting();
	return finish();
}
