// SPDX-License-Identifier: GPL-2.0
/* Locks on files: of processes, of open files, and flock. */
#include "tap.h"

#include <fcntl.h>
#include <sys/file.h>

static int file;

static int lock(int command, int type, off_t start, off_t length)
{
	struct flock request = {
		.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start, .l_len = length
	};

	return fcntl(file, command, &request);
}

static int child_locks_part(void *start)
{
	return lock(F_SETLK, F_WRLCK, (off_t)(long)start, 10) == 0 ? 0 : errno;
}

static int child_asks(void *unused)
{
	struct flock request = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0
	};

	(void)unused;
	if (fcntl(file, F_GETLK, &request))
		return 1;
	return request.l_type == F_WRLCK && request.l_pid == getppid() && request.l_start == 10 &&
			       request.l_len == 20
		       ? 0
		       : 2;
}

static int child_waits(void *unused)
{
	(void)unused;
	return lock(F_SETLKW, F_WRLCK, 10, 5) == 0 ? 0 : 1;
}

static void check_process_locks(void)
{
	pid_t pid;

	check(lock(F_SETLK, F_WRLCK, 10, 20) == 0, "a part is locked");
	check(in_child(child_locks_part, (void *)0) == 0, "another part is free");
	check(in_child(child_locks_part, (void *)25) == EAGAIN, "the same part is not");
	check(in_child(child_asks, NULL) == 0, "F_GETLK tells who has it");
	pid = fork();
	if (pid == 0)
		_exit(child_waits(NULL));
	sleep_ms(30);
	lock(F_SETLK, F_UNLCK, 0, 0);
	check(status_of(pid) == 0, "a waiter gets it");
	lock(F_SETLK, F_WRLCK, 0, 0);
	close(dup(file));
	check(in_child(child_locks_part, (void *)0) == 0, "closing any descriptor unlocks");
}

static int deadlocks(void *ends)
{
	if (lock(F_SETLK, F_WRLCK, 1, 1) || write(((int *)ends)[1], "r", 1) != 1)
		return 1;
	return lock(F_SETLKW, F_WRLCK, 0, 1) == 0 ? 0 : 2;
}

static void check_deadlock(void)
{
	int ends[2], result, error;
	char byte;
	pid_t pid;

	require(pipe(ends) == 0 && lock(F_SETLK, F_WRLCK, 0, 1) == 0);
	pid = fork();
	if (pid == 0)
		_exit(deadlocks(ends));
	require(read(ends[0], &byte, 1) == 1);
	sleep_ms(50);
	result = lock(F_SETLKW, F_WRLCK, 1, 1);
	error = errno;
	lock(F_SETLK, F_UNLCK, 0, 0);
	status_of(pid);
	errno = error;
	check(result == -1 && error == EDEADLK, "a deadlock is found");
}

static void check_open_file_locks(void)
{
	int other = open("locked", O_RDWR);
	struct flock request = { .l_type = F_WRLCK };

	check(lock(F_OFD_SETLK, F_WRLCK, 0, 0) == 0, "an open file's lock");
	check_errno(fcntl(other, F_OFD_SETLK, &request), EAGAIN,
		    "another open file does not get it");
	check(lock(F_OFD_SETLK, F_UNLCK, 0, 0) == 0 && fcntl(other, F_OFD_SETLK, &request) == 0,
	      "until it is given up");
	close(other);
}

static void check_flock(void)
{
	int other = open("locked", O_RDONLY);

	check(flock(file, LOCK_SH) == 0 && flock(other, LOCK_SH | LOCK_NB) == 0, "two share");
	check_errno(flock(file, LOCK_EX | LOCK_NB), EWOULDBLOCK, "neither gets it alone");
	close(other);
	check(flock(file, LOCK_EX | LOCK_NB) == 0, "after the other has gone it does");
	other = open("locked", O_RDONLY);
	check_errno(flock(other, LOCK_SH | LOCK_NB), EWOULDBLOCK, "then nobody shares");
	flock(file, LOCK_UN);
	check_errno(flock(file, 0), EINVAL, "no such operation");
	close(other);
}

int main(void)
{
	alarm(60);
	scratch_directory();
	file = open("locked", O_RDWR | O_CREAT, 0600);
	require(file >= 0 && write(file, "0123456789", 10) == 10);
	check_process_locks();
	check_deadlock();
	check_open_file_locks();
	check_flock();
	return finish();
}
