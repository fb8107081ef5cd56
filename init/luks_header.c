// SPDX-License-Identifier: GPL-2.0
/* LUKS headers: "LUKS2 On-Disk Format Specification", 2.1; "LUKS1 On-Disk Format", 2.1. */
#include "luks_header.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_alg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAGIC_SIZE 6
#define CHECKSUM_SIZE 64

/* LUKS2's binary header; numbers are big-endian. */
struct header {
	char magic[MAGIC_SIZE];
	uint8_t version[2];
	uint8_t size[8]; /* with the JSON text that follows, of one copy */
	uint8_t sequence[8];
	char label[48];
	char checksum_name[32];
	uint8_t salt[64];
	char uuid[40];
	char subsystem[48];
	uint8_t offset[8]; /* where it lies itself */
	char padding[184];
	uint8_t checksum[CHECKSUM_SIZE];
	char padding_to_block[7 * 512];
};

static const char first_magic[] = "LUKS\xba\xbe", second_magic[] = "SKUL\xba\xbe";

#define SIZE_LEAST (16 << 10)
#define SIZE_MOST (4 << 20)

static uint64_t big_endian(const uint8_t *bytes, int count)
{
	uint64_t number = 0;

	while (count--)
		number = number << 8 | *bytes++;
	return number;
}

/* A socket of the kernel's that computes the hash of that name, or -1. */
static int open_hash(const char *name)
{
	struct sockaddr_alg address = { .salg_family = AF_ALG, .salg_type = "hash" };
	int listener = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	int hash = -1;

	if (listener < 0)
		return -1;
	snprintf((char *)address.salg_name, sizeof(address.salg_name), "%.32s", name);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0)
		hash = accept(listener, NULL, NULL);
	close(listener);
	return hash;
}

static bool hash_rest(int hash, int disk, off_t offset, uint64_t left)
{
	char block[4096];

	while (left) {
		size_t size = left < sizeof(block) ? (size_t)left : sizeof(block);

		if (pread(disk, block, size, offset) != (ssize_t)size ||
		    send(hash, block, size, MSG_MORE) != (ssize_t)size)
			return false;
		offset += (off_t)size;
		left -= size;
	}
	return true;
}

/* Whether the checksum is that of the header and its text; true if it cannot be computed. */
static bool checksum_fits(int disk, const struct header *header, off_t offset)
{
	uint64_t size = big_endian(header->size, sizeof(header->size));
	struct header without = *header;
	uint8_t sum[CHECKSUM_SIZE] = { 0 };
	int hash = open_hash(header->checksum_name);
	ssize_t sum_size = -1;

	if (hash < 0)
		return true;
	memset(without.checksum, 0, sizeof(without.checksum));
	if (send(hash, &without, sizeof(without), MSG_MORE) == (ssize_t)sizeof(without) &&
	    hash_rest(hash, disk, offset + (off_t)sizeof(without), size - sizeof(without)) &&
	    send(hash, NULL, 0, 0) == 0)
		sum_size = recv(hash, sum, sizeof(sum), 0);
	close(hash);
	return sum_size > 0 && memcmp(sum, header->checksum, (size_t)sum_size) == 0;
}

static bool read_header(int disk, off_t offset, struct header *header)
{
	return pread(disk, header, sizeof(*header), offset) == (ssize_t)sizeof(*header);
}

static bool copy_is_good(int disk, off_t offset, const char *magic)
{
	struct header header;
	uint64_t size;

	if (!read_header(disk, offset, &header))
		return false;
	size = big_endian(header.size, sizeof(header.size));
	return memcmp(header.magic, magic, MAGIC_SIZE) == 0 &&
	       big_endian(header.version, sizeof(header.version)) == 2 && size >= SIZE_LEAST &&
	       size <= SIZE_MOST &&
	       big_endian(header.offset, sizeof(header.offset)) == (uint64_t)offset &&
	       checksum_fits(disk, &header, offset);
}

/* A LUKS2 volume whose first header is gone still has the second, at one of these places. */
static bool has_second_copy(int disk)
{
	char magic[MAGIC_SIZE];

	for (off_t offset = SIZE_LEAST; offset <= SIZE_MOST; offset *= 2)
		if (pread(disk, magic, sizeof(magic), offset) == (ssize_t)sizeof(magic) &&
		    memcmp(magic, second_magic, sizeof(magic)) == 0)
			return true;
	return false;
}

static const char *problem_of(int disk)
{
	struct header header;
	bool is_luks;

	if (!read_header(disk, 0, &header))
		return "it is too small for a LUKS header, or cannot be read";
	is_luks = memcmp(header.magic, first_magic, MAGIC_SIZE) == 0;
	if (is_luks && big_endian(header.version, sizeof(header.version)) == 1)
		return NULL; /* it has no checksum */
	if (copy_is_good(disk, 0, first_magic)) {
		off_t size = (off_t)big_endian(header.size, sizeof(header.size));

		return copy_is_good(disk, size, second_magic)
			       ? NULL
			       : "the second copy of its LUKS header is damaged; the first is "
				 "good, and cryptsetup repair mends it";
	}
	if (has_second_copy(disk))
		return "its LUKS header is damaged; there is a second copy, from which cryptsetup "
		       "repair can mend it";
	return is_luks ? "its LUKS header is damaged" : "it has no LUKS header";
}

const char *luks_header_problem(const char *path)
{
	int disk = open(path, O_RDONLY | O_CLOEXEC);
	const char *problem;

	if (disk < 0)
		return strerror(errno);
	problem = problem_of(disk);
	close(disk);
	return problem;
}
