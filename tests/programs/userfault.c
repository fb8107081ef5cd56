// SPDX-License-Identifier: GPL-2.0
/* userfaultfd: a page fault waits until another thread has brought the page. */
#include "tap.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE 4096UL
#define PAGES 4

static int faults;
static char *area;
static volatile int served;

/* A page is filled with its number plus one; the last is left zero. */
static void serve(const struct uffd_msg *message)
{
	static char page[PAGE] __attribute__((aligned(PAGE)));
	uint64_t address = message->arg.pagefault.address & ~(PAGE - 1);
	int number = (int)((address - (uint64_t)area) / PAGE);
	struct uffdio_copy copy = { .dst = address, .src = (uint64_t)page, .len = PAGE };
	struct uffdio_zeropage zero = { .range = { .start = address, .len = PAGE } };

	memset(page, number + 1, PAGE);
	served++; /* before the thread that waits runs on */
	if (number == PAGES - 1)
		require(ioctl(faults, UFFDIO_ZEROPAGE, &zero) == 0);
	else
		require(ioctl(faults, UFFDIO_COPY, &copy) == 0);
}

static void *server(void *unused)
{
	struct uffd_msg message;

	while (served < PAGES) {
		struct pollfd entry = { .fd = faults, .events = POLLIN };

		require(poll(&entry, 1, -1) == 1);
		require(read(faults, &message, sizeof(message)) == sizeof(message));
		require(message.event == UFFD_EVENT_PAGEFAULT);
		serve(&message);
	}
	return unused;
}

static void open_faults(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	require(faults >= 0);
	require(ioctl(faults, UFFDIO_API, &api) == 0);
	area = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	require(area != MAP_FAILED);
	range.range.start = (uint64_t)area;
	range.range.len = PAGES * PAGE;
	require(ioctl(faults, UFFDIO_REGISTER, &range) == 0);
}

int main(void)
{
	pthread_t thread;

	open_faults();
	require(pthread_create(&thread, NULL, server, NULL) == 0);
	check(area[5] == 1 && served == 1, "a load waits for its page");
	area[PAGE] = 9;
	check(area[PAGE] == 9 && area[PAGE + 1] == 2 && served == 2, "a store waits for its page");
	check(area[PAGE + 7] == 2 && area[6] == 1 && served == 2, "a page comes once");
	check(area[2 * PAGE] == 3 && area[3 * PAGE] == 0 && served == 4, "a page of zeros");
	require(pthread_join(thread, NULL) == 0);
	return finish();
}
