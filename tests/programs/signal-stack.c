// SPDX-License-Identifier: GPL-2.0
/*
 * Alternate signal stacks: one for each thread, nested handlers, too small ones; and many
 * threads that interrupt each other all the time, as language runtimes do.
 */
#include "tap.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif
#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

#define STACK_SIZE 65536

static sigjmp_buf back;
static char *volatile handler_stack;
static volatile int handler_flags, nested;
static char *stack;

static void use(char *memory, size_t size, int flags)
{
	stack_t alternate = { .ss_sp = memory, .ss_size = size, .ss_flags = flags };

	require(sigaltstack(&alternate, NULL) == 0);
}

static void install(int number, void *handler, int flags)
{
	struct sigaction action = { .sa_flags = flags };

	action.sa_sigaction = handler;
	require(sigaction(number, &action, NULL) == 0);
}

static int within(const char *place, const char *memory, size_t size)
{
	return place >= memory && place < memory + size;
}

static void look(int number)
{
	char here;
	stack_t now;

	handler_stack = &here;
	if (sigaltstack(NULL, &now) == 0)
		handler_flags = now.ss_flags;
	if (number == SIGUSR1 && !nested++)
		raise(SIGUSR2);
}

static void check_use(void)
{
	stack_t now;

	use(stack, STACK_SIZE, 0);
	install(SIGUSR1, look, SA_ONSTACK);
	install(SIGUSR2, look, SA_ONSTACK);
	nested = 1;
	raise(SIGUSR1);
	check(within(handler_stack, stack, STACK_SIZE), "a handler runs on the alternate stack");
	check(handler_flags == SS_ONSTACK, "it is told that it does");
	nested = 0;
	raise(SIGUSR1);
	check(within(handler_stack, stack, STACK_SIZE), "so does one that interrupts it");
	sigaltstack(NULL, &now);
	check(now.ss_flags == 0 && now.ss_sp == stack, "afterwards it is free again");
	install(SIGUSR2, look, 0);
	raise(SIGUSR2);
	check(!within(handler_stack, stack, STACK_SIZE), "without SA_ONSTACK it is not used");
}

static void changes(int number)
{
	stack_t other = { .ss_sp = stack, .ss_size = STACK_SIZE / 2 };

	(void)number;
	handler_flags = sigaltstack(&other, NULL) == -1 ? errno : 0;
}

static void check_rules(void)
{
	stack_t small = { .ss_sp = stack, .ss_size = 1024 }, odd = small;
	unsigned long minimum = getauxval(AT_MINSIGSTKSZ);

	odd.ss_size = STACK_SIZE;
	odd.ss_flags = 64;
	check_errno(sigaltstack(&small, NULL), ENOMEM, "a stack of 1 KiB is refused");
	check_errno(sigaltstack(&odd, NULL), EINVAL, "unknown flags are refused");
	install(SIGUSR1, changes, SA_ONSTACK);
	raise(SIGUSR1);
	check(handler_flags == EPERM, "it cannot be changed while in use");
	check(minimum >= 1008 && minimum < STACK_SIZE / 2, "the least size is told");
	note("AT_MINSIGSTKSZ is %lu", minimum);
	use(stack, minimum + 2048, 0);
	install(SIGUSR1, look, SA_ONSTACK);
	nested = 1;
	raise(SIGUSR1);
	check(within(handler_stack, stack, minimum + 2048), "a little more than that is enough");
}

static void check_disarm(void)
{
	stack_t now;

	use(stack, STACK_SIZE, SS_AUTODISARM);
	install(SIGUSR1, look, SA_ONSTACK);
	nested = 1;
	raise(SIGUSR1);
	check(within(handler_stack, stack, STACK_SIZE) && handler_flags == SS_DISABLE,
	      "with SS_AUTODISARM a handler finds it disabled");
	sigaltstack(NULL, &now);
	check((now.ss_flags & SS_AUTODISARM) && now.ss_sp == stack, "afterwards it is there again");
	use(NULL, 0, SS_DISABLE);
}

static void overflow_handler(int number)
{
	(void)number;
	siglongjmp(back, 1);
}

__attribute__((noinline)) static int deeper(int depth)
{
	volatile char block[4096];

	block[0] = (char)depth;
	return depth > 1000000 ? block[0] : deeper(depth + 1) + block[0];
}

static int overflows(void *unused)
{
	(void)unused;
	use(stack, STACK_SIZE, 0);
	install(SIGSEGV, overflow_handler, SA_ONSTACK);
	for (volatile int i = 0; i < 3; i++)
		if (sigsetjmp(back, 1) == 0)
			deeper(0);
	return 0;
}

static void endless(int number)
{
	raise(number);
}

static int overflows_alternate(void *unused)
{
	(void)unused;
	use(stack, getauxval(AT_MINSIGSTKSZ) + 1024, 0);
	install(SIGUSR1, endless, SA_ONSTACK | SA_NODEFER);
	raise(SIGUSR1);
	return 0;
}

/* What a runtime does: each thread its stack, handlers with SA_SIGINFO | SA_RESTART. */
#define THREADS 6
static pthread_t threads[THREADS];
static pthread_barrier_t all_there;
static volatile int stop, wrong;
static volatile int interrupted[THREADS];
static __thread char *own_stack;
static __thread int own_number;

static void preempt(int number, siginfo_t *info, void *context)
{
	char here;

	(void)number;
	(void)context;
	interrupted[own_number]++;
	if (!within(&here, own_stack, STACK_SIZE) || info->si_code != SI_TKILL)
		wrong = 1;
}

static void *works(void *number)
{
	uint64_t sum = 0, expected = 0;

	own_number = (int)(intptr_t)number;
	own_stack =
		mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	require(own_stack != MAP_FAILED);
	use(own_stack, STACK_SIZE, 0);
	pthread_barrier_wait(&all_there);
	while (!stop) {
		volatile double value = 1;

		for (int i = 1; i <= 20; i++)
			value *= i;
		sum += value == 2432902008176640000.0;
		expected++;
		if (expected % 64 == 0)
			pthread_kill(threads[(own_number + 1) % THREADS], SIGURG);
	}
	/* Nobody ends while somebody may still send him a signal. */
	pthread_barrier_wait(&all_there);
	return (void *)(intptr_t)(sum != expected);
}

static void check_runtime(void)
{
	int failed = 0, least = 1000000;
	void *result;

	install(SIGURG, preempt, SA_ONSTACK | SA_SIGINFO | SA_RESTART);
	require(pthread_barrier_init(&all_there, NULL, THREADS + 1) == 0);
	for (intptr_t i = 0; i < THREADS; i++)
		require(pthread_create(&threads[i], NULL, works, (void *)i) == 0);
	pthread_barrier_wait(&all_there);
	while (least < 200 || least == 1000000) {
		sleep_ms(20);
		least = 1000000;
		for (int i = 0; i < THREADS; i++)
			least = interrupted[i] < least ? interrupted[i] : least;
	}
	stop = 1;
	pthread_barrier_wait(&all_there);
	for (int i = 0; i < THREADS; i++) {
		require(pthread_join(threads[i], &result) == 0);
		failed |= result != NULL;
	}
	check(!wrong, "every thread is interrupted on its own stack");
	check(!failed, "what it computes is right all the same");
}

int main(void)
{
	stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	require(stack != MAP_FAILED);
	check_use();
	check_rules();
	check_disarm();
	check(in_child(overflows, NULL) == 0,
	      "an overflow of the stack is handled on the other one");
	check(in_child(overflows_alternate, NULL) == -SIGSEGV,
	      "an overflow of the alternate stack is SIGSEGV");
	check_runtime();
	return finish();
}
