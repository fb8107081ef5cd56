// SPDX-License-Identifier: GPL-2.0
/* The lock of a domain: whoever has it may change the domain's files. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "../base/report.h"

#define RETRY_MS 20

static int lock_open(const char *directory)
{
	return domain_file_open(directory, "lock", O_RDWR | O_CREAT);
}

int lock_take(const char *directory, int milliseconds)
{
	int lock = lock_open(directory);
	int waited = 0;

	if (lock < 0)
		fail_errno("cannot open %s/lock", directory);
	while (flock(lock, LOCK_EX | LOCK_NB)) {
		if (waited >= milliseconds) {
			close(lock);
			return -1;
		}
		usleep(RETRY_MS * 1000);
		waited += RETRY_MS;
	}
	return lock;
}

int lock_try(const char *directory)
{
	int lock = lock_open(directory);

	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0)
		return lock;
	close(lock);
	return -1;
}

bool lock_is_free(const char *directory)
{
	int lock = lock_open(directory);
	bool is_free;

	if (lock < 0)
		return errno != EACCES;
	is_free = flock(lock, LOCK_SH | LOCK_NB) == 0;
	close(lock);
	return is_free;
}
