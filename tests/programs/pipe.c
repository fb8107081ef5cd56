// SPDX-License-Identifier: GPL-2.0
/* Pipes: sizes, blocking, atomic writes, ends, splice, tee and vmsplice; FIFOs. */
#include "tap.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char block[256 * 1024], copy[256 * 1024];

static void check_basics(void)
{
	int ends[2], waiting;

	require(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
	check(fcntl(ends[0], F_GETFD) == FD_CLOEXEC && (fcntl(ends[1], F_GETFL) & O_NONBLOCK),
	      "pipe2 sets flags");
	check_errno(read(ends[0], block, 1), EAGAIN, "an empty pipe");
	check(fcntl(ends[1], F_GETPIPE_SZ) == 65536, "a pipe holds 64 KiB");
	check(write(ends[1], block, sizeof(block)) == 65536, "no more than that is written");
	check_errno(write(ends[1], block, 1), EAGAIN, "a full pipe");
	check(ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting == 65536, "FIONREAD");
	check(read(ends[0], block, 4096) == 4096 && write(ends[1], block, 4096) == 4096,
	      "room is used again");
	check_errno(fcntl(ends[1], F_SETPIPE_SZ, 4096), EBUSY, "a full pipe cannot shrink");
	check(fcntl(ends[1], F_SETPIPE_SZ, 131072) == 131072, "it can grow");
	check_errno(lseek(ends[0], 0, SEEK_SET), ESPIPE, "it cannot seek");
	check_errno(write(ends[0], block, 1), EBADF, "its read end is not written");
	close(ends[1]);
	while (read(ends[0], block, sizeof(block)) > 0)
		;
	check(read(ends[0], block, 1) == 0, "the end is read as 0");
	close(ends[0]);
}

static int writes_without_reader(void *unused)
{
	int ends[2];

	(void)unused;
	if (pipe(ends))
		return 1;
	close(ends[0]);
	return (int)write(ends[1], "x", 1);
}

static void check_no_reader(void)
{
	int ends[2];

	check(in_child(writes_without_reader, NULL) == -SIGPIPE, "SIGPIPE without a reader");
	signal(SIGPIPE, SIG_IGN);
	require(pipe(ends) == 0);
	close(ends[0]);
	check_errno(write(ends[1], "x", 1), EPIPE, "EPIPE when it is ignored");
	close(ends[1]);
}

static unsigned int checksum(unsigned int sum, const char *bytes, ssize_t size)
{
	for (ssize_t i = 0; i < size; i++)
		sum = sum * 31 + (unsigned char)bytes[i];
	return sum;
}

static void check_stream(void)
{
	unsigned int expected = 0, sum = 0;
	int ends[2];
	ssize_t size, total = 0;
	pid_t pid;

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (char)(i * 7 + i / 251);
	for (int i = 0; i < 8; i++)
		expected = checksum(expected, block, sizeof(block));
	require(pipe(ends) == 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		for (int i = 0; i < 8; i++) {
			if (write(ends[1], block, sizeof(block)) != sizeof(block))
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	while ((size = read(ends[0], copy, 10007)) > 0) {
		sum = checksum(sum, copy, size);
		total += size;
	}
	check(total == 8 * (ssize_t)sizeof(block) && sum == expected, "two megabytes go through");
	check(status_of(pid) == 0, "and the writer never wrote less than asked");
	close(ends[0]);
}

static void check_atomic(void)
{
	int ends[2], right = 1;
	pid_t children[4];
	char record[512];
	ssize_t got;
	int total = 0;

	require(pipe(ends) == 0);
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			memset(record, 'a' + i, sizeof(record));
			for (int n = 0; n < 100; n++) {
				if (write(ends[1], record, sizeof(record)) != sizeof(record))
					_exit(1);
			}
			_exit(0);
		}
	}
	close(ends[1]);
	while ((got = read(ends[0], record, sizeof(record))) > 0) {
		for (ssize_t i = 1; i < got; i++)
			right &= record[i] == record[0];
		total += got == sizeof(record);
	}
	for (int i = 0; i < 4; i++)
		right &= status_of(children[i]) == 0;
	check(right && total == 400, "writes of up to PIPE_BUF bytes do not mix");
	close(ends[0]);
}

static void check_splice(void)
{
	int first[2], second[2], file = open("spliced", O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct iovec vector = { block, 8192 };
	loff_t offset = 100;
	char text[16] = "";

	require(file >= 0 && pipe(first) == 0 && pipe(second) == 0);
	require(write(file, block, 20000) == 20000);
	check(splice(file, &offset, first[1], NULL, 10000, 0) == 10000 && offset == 10100,
	      "splice from a file");
	check(tee(first[0], second[1], 10000, 0) == 10000, "tee");
	check(read(first[0], copy, 10000) == 10000 && memcmp(copy, block + 100, 10000) == 0,
	      "the content is right");
	offset = 30000;
	check(splice(second[0], NULL, file, &offset, 10000, 0) == 10000, "splice into a file");
	check(pread(file, copy, 10000, 30000) == 10000 && memcmp(copy, block + 100, 10000) == 0,
	      "the copy is right");
	check(vmsplice(first[1], &vector, 1, 0) == 8192, "vmsplice gives memory");
	check(read(first[0], copy, 8192) == 8192 && memcmp(copy, block, 8192) == 0,
	      "and it is read");
	require(write(first[1], "hello", 5) == 5);
	vector.iov_base = text;
	vector.iov_len = 5;
	check(vmsplice(first[0], &vector, 1, 0) == 5 && strcmp(text, "hello") == 0,
	      "vmsplice takes into memory");
	check_errno(splice(file, NULL, file, NULL, 10, 0), EINVAL, "splice without a pipe");
	check_errno(tee(first[0], first[1], 10, 0), EINVAL, "tee of a pipe into itself");
	close(file);
	unlink("spliced");
}

static void check_fifo(void)
{
	char text[8] = "";
	pid_t pid;
	int file;

	require(mkfifo("fifo", 0600) == 0);
	check_errno(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO, "a FIFO without a reader");
	pid = fork();
	if (pid == 0) {
		file = open("fifo", O_WRONLY);
		_exit(write(file, "fifo", 4) != 4);
	}
	file = open("fifo", O_RDONLY);
	check(file >= 0 && read(file, text, 8) == 4 && strcmp(text, "fifo") == 0,
	      "a FIFO connects");
	check(status_of(pid) == 0, "both sides");
	close(file);
	unlink("fifo");
}

int main(void)
{
	alarm(120);
	scratch_directory();
	check_basics();
	check_no_reader();
	check_stream();
	check_atomic();
	check_splice();
	check_fifo();
	return finish();
}
