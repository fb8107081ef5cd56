// SPDX-License-Identifier: GPL-2.0
/* A full disk: the program hears of it, and what was on the disk is not harmed. */
#include "trees.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILLER "filler"
#define CHUNK (1 << 16)
#define CHUNKS_MAX (1 << 16)

/* Written until there is no room; the number of whole chunks that the file has. */
static unsigned int write_all(int file)
{
	static char chunk[CHUNK];
	uint64_t state = 77;
	unsigned int count = 0;

	for (; count < CHUNKS_MAX; count++) {
		ssize_t put;

		random_bytes(&state, chunk, sizeof(chunk));
		put = write(file, chunk, sizeof(chunk));
		if (put == (ssize_t)sizeof(chunk))
			continue;
		must(put >= 0 || errno == ENOSPC, "filling up by", FILLER);
		if (put < 0)
			return count;
		/* Partly: the next write says why. */
		must(write(file, chunk, sizeof(chunk)) < 0 && errno == ENOSPC,
		     "filling the last bytes of", FILLER);
		return count;
	}
	errno = EFBIG;
	must(0, "filling up by", FILLER);
	return 0;
}

static void check_all(int file, unsigned int count)
{
	static char chunk[CHUNK], found[CHUNK];
	uint64_t state = 77;

	for (unsigned int i = 0; i < count; i++) {
		random_bytes(&state, chunk, sizeof(chunk));
		must(pread(file, found, sizeof(found), (off_t)i * CHUNK) == sizeof(found),
		     "reading back", FILLER);
		errno = EILSEQ;
		must(!memcmp(found, chunk, sizeof(chunk)), "comparing", FILLER);
	}
}

/* Room comes back, though not always at once: some file systems wait for a commit. */
static void use_room_again(void)
{
	int file;

	must(unlink(FILLER) == 0, "removing", FILLER);
	sync();
	file = open("after", O_RDWR | O_CREAT | O_EXCL, 0644);
	must(file >= 0, "creating", "after");
	must(write(file, "room", 4) == 4 && fsync(file) == 0, "writing", "after");
	must(close(file) == 0 && unlink("after") == 0, "removing", "after");
}

void fill(void)
{
	int file = open(FILLER, O_RDWR | O_CREAT | O_EXCL, 0644);
	unsigned int count;

	must(file >= 0, "creating", FILLER);
	count = write_all(file);
	must(fsync(file) == 0, "writing back", FILLER);
	check_all(file, count);
	must(close(file) == 0, "closing", FILLER);
	use_room_again();
	printf("%u\n", count);
}
