// SPDX-License-Identifier: GPL-2.0
/* io_uring through its system calls: rings in shared memory, files, pipes, time limits, chains. */
#include "tap.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

struct ring {
	int file;
	struct io_uring_params parameters;
	char *submissions, *completions;
	struct io_uring_sqe *entries;
};

static struct ring ring;

static uint32_t *field(char *base, uint32_t offset)
{
	return (uint32_t *)(void *)(base + offset);
}

static void open_ring(void)
{
	size_t size, completion_size;

	ring.file = (int)syscall(SYS_io_uring_setup, 16, &ring.parameters);
	if (!check(ring.file >= 0, "a ring is set up"))
		_exit(finish());
	size = ring.parameters.sq_off.array + ring.parameters.sq_entries * 4;
	completion_size = ring.parameters.cq_off.cqes +
			  ring.parameters.cq_entries * sizeof(struct io_uring_cqe);
	ring.submissions = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
				ring.file, IORING_OFF_SQ_RING);
	ring.completions = mmap(NULL, completion_size, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_POPULATE, ring.file, IORING_OFF_CQ_RING);
	ring.entries =
		mmap(NULL, ring.parameters.sq_entries * sizeof(struct io_uring_sqe),
		     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring.file, IORING_OFF_SQES);
	check(ring.submissions != MAP_FAILED && ring.completions != MAP_FAILED &&
		      ring.entries != MAP_FAILED,
	      "its rings are mapped");
}

static struct io_uring_sqe *put(int operation, int file, const void *address, uint32_t size,
				uint64_t data)
{
	uint32_t *tail = field(ring.submissions, ring.parameters.sq_off.tail);
	uint32_t mask = *field(ring.submissions, ring.parameters.sq_off.ring_mask);
	uint32_t index = *tail & mask;
	struct io_uring_sqe *entry = &ring.entries[index];

	memset(entry, 0, sizeof(*entry));
	entry->opcode = (uint8_t)operation;
	entry->fd = file;
	entry->addr = (uintptr_t)address;
	entry->len = size;
	entry->user_data = data;
	field(ring.submissions, ring.parameters.sq_off.array)[index] = index;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	return entry;
}

static long enter(unsigned int submit, unsigned int wait)
{
	return syscall(SYS_io_uring_enter, ring.file, submit, wait,
		       wait ? IORING_ENTER_GETEVENTS : 0, NULL, 0);
}

/* Takes the next completion; its user data, and its result in *result. */
static uint64_t take(int *result)
{
	uint32_t *head = field(ring.completions, ring.parameters.cq_off.head);
	uint32_t tail = __atomic_load_n(field(ring.completions, ring.parameters.cq_off.tail),
					__ATOMIC_ACQUIRE);
	uint32_t mask = *field(ring.completions, ring.parameters.cq_off.ring_mask);
	struct io_uring_cqe *entry;
	uint64_t data;

	if (*head == tail)
		return 0;
	entry = (struct io_uring_cqe *)(void *)(ring.completions + ring.parameters.cq_off.cqes) +
		(*head & mask);
	data = entry->user_data;
	*result = entry->res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return data;
}

static void check_files(void)
{
	char name[] = "/tmp/rumproast-uring-XXXXXX", text[32] = "";
	int file = mkstemp(name), result = 0;

	require(file >= 0);
	put(IORING_OP_NOP, -1, NULL, 0, 7);
	check(enter(1, 1) == 1 && take(&result) == 7 && result == 0, "no operation");
	put(IORING_OP_WRITE, file, "written through a ring", 22, 8);
	check(enter(1, 1) == 1 && take(&result) == 8 && result == 22, "write");
	put(IORING_OP_READ, file, text, 32, 9);
	check(enter(1, 1) == 1 && take(&result) == 9 && result == 22 &&
		      strcmp(text, "written through a ring") == 0,
	      "read");
	put(IORING_OP_FSYNC, file, NULL, 0, 10);
	check(enter(1, 1) == 1 && take(&result) == 10 && result == 0, "fsync");
	put(IORING_OP_READ, file, (void *)16, 32, 11);
	check(enter(1, 1) == 1 && take(&result) == 11 && result == -EFAULT, "a bad pointer");
	put(IORING_OP_READ, 0x7000, text, 32, 12);
	check(enter(1, 1) == 1 && take(&result) == 12 && result == -EBADF, "no such file");
	put(IORING_OP_OPENAT, AT_FDCWD, name, 0600, 13)->open_flags = O_RDONLY;
	check(enter(1, 1) == 1 && take(&result) == 13 && result >= 0, "open");
	put(IORING_OP_CLOSE, result, NULL, 0, 14);
	check(enter(1, 1) == 1 && take(&result) == 14 && result == 0, "close");
	put(250, -1, NULL, 0, 15);
	check(enter(1, 1) == 1 && take(&result) == 15 && result == -EINVAL, "no such operation");
	unlink(name);
	close(file);
}

static void check_waiting(void)
{
	struct __kernel_timespec soon = { 0, 30000000 };
	int ends[2], result = 0;
	char byte = 0;

	require(pipe(ends) == 0);
	put(IORING_OP_READ, ends[0], &byte, 1, 20);
	check(enter(1, 0) == 1 && take(&result) == 0, "a read waits");
	require(write(ends[1], "x", 1) == 1);
	check(enter(0, 1) == 0 && take(&result) == 20 && result == 1 && byte == 'x',
	      "it ends when there is something to read");
	put(IORING_OP_POLL_ADD, ends[0], NULL, 0, 21)->poll_events = POLLIN;
	check(enter(1, 0) == 1 && take(&result) == 0, "a poll waits");
	require(write(ends[1], "y", 1) == 1);
	check(enter(0, 1) == 0 && take(&result) == 21 && (result & POLLIN), "and ends");
	put(IORING_OP_TIMEOUT, -1, &soon, 1, 22);
	check(enter(1, 1) == 1 && take(&result) == 22 && result == -ETIME, "a time limit");
	require(read(ends[0], &byte, 1) == 1);
	put(IORING_OP_READ, ends[0], &byte, 1, 23);
	require(enter(1, 0) == 1);
	put(IORING_OP_ASYNC_CANCEL, -1, (void *)23UL, 0, 24);
	require(enter(1, 2) == 1);
	int first = 0, second = 0;
	uint64_t which = take(&first), other = take(&second);
	check(which + other == 47 && (which == 23 ? first : second) == -ECANCELED,
	      "a cancelled read");
	close(ends[0]);
	close(ends[1]);
}

static void check_chain(void)
{
	int ends[2], result = 0, right = 0;
	char text[8] = "";

	require(pipe(ends) == 0);
	put(IORING_OP_WRITE, ends[1], "chain", 5, 30)->flags = IOSQE_IO_LINK;
	put(IORING_OP_READ, ends[0], text, 5, 31)->flags = IOSQE_IO_LINK;
	put(IORING_OP_NOP, -1, NULL, 0, 32);
	check(enter(3, 3) == 3, "a chain of three is submitted");
	for (uint64_t i = 0; i < 3; i++)
		right += take(&result) == 30 + i;
	check(right == 3 && strcmp(text, "chain") == 0, "it is done in order");
	put(IORING_OP_READ, 0x7000, text, 5, 33)->flags = IOSQE_IO_LINK;
	put(IORING_OP_NOP, -1, NULL, 0, 34);
	require(enter(2, 2) == 2);
	check(take(&result) == 33 && result == -EBADF && take(&result) == 34 &&
		      result == -ECANCELED,
	      "a chain breaks where a link fails");
	close(ends[0]);
	close(ends[1]);
}

static void check_registered(void)
{
	static char buffer[4096];
	struct iovec vector = { buffer, sizeof(buffer) };
	int file = open("/proc/self/exe", O_RDONLY), result = 0;

	check(syscall(SYS_io_uring_register, ring.file, IORING_REGISTER_BUFFERS, &vector, 1) == 0,
	      "a buffer is registered");
	put(IORING_OP_READ_FIXED, file, buffer, 64, 40);
	check(enter(1, 1) == 1 && take(&result) == 40 && result == 64 &&
		      memcmp(buffer, "\177ELF", 4) == 0,
	      "and read into");
	check(syscall(SYS_io_uring_register, ring.file, IORING_REGISTER_FILES, &file, 1) == 0,
	      "a file is registered");
	memset(buffer, 0, 64);
	put(IORING_OP_READ_FIXED, 0, buffer, 64, 41)->flags = IOSQE_FIXED_FILE;
	check(enter(1, 1) == 1 && take(&result) == 41 && result == 64 &&
		      memcmp(buffer, "\177ELF", 4) == 0,
	      "and read from");
	close(file);
}

static void check_asynchronous(void)
{
	char name[] = "/tmp/rumproast-uring-XXXXXX";
	int file = mkstemp(name), result = 0, right = 0;

	require(file >= 0);
	for (uint64_t i = 0; i < 16; i++) {
		struct io_uring_sqe *entry =
			put(IORING_OP_WRITE, file, "0123456789abcdef" + i, 1, 50);

		entry->flags = IOSQE_ASYNC;
		entry->off = i;
	}
	require(enter(16, 16) == 16);
	for (int i = 0; i < 16; i++)
		right += take(&result) == 50 && result == 1;
	char text[17] = "";
	check(right == 16 && pread(file, text, 16, 0) == 16 && !strcmp(text, "0123456789abcdef"),
	      "sixteen writes by worker threads");
	unlink(name);
	close(file);
}

int main(void)
{
	struct io_uring_params bad = { .flags = 1U << 31 };

	alarm(60);
	open_ring();
	check_files();
	check_waiting();
	check_chain();
	check_registered();
	check_asynchronous();
	check_errno(syscall(SYS_io_uring_setup, 0, &bad), EINVAL, "a ring without entries");
	check_errno(syscall(SYS_io_uring_setup, 4, &bad), EINVAL, "unknown flags");
	check_errno(syscall(SYS_io_uring_enter, 0x7000, 0, 0, 0, NULL, 0), EBADF, "no such ring");
	return finish();
}
