// SPDX-License-Identifier: GPL-2.0
/*
 * What is on a disk after the power failed, if the disk has a cache that is lost then.
 *
 *   powercut LOG DISK SEED     DISK is as it was when LOG was begun, and becomes what is left
 *
 * LOG is what QEMU's blklogwrites filter wrote, in the format of device-mapper's log-writes
 * target (Documentation/admin-guide/device-mapper/log-writes.rst). Everything up to the last
 * flush is there; of what came later each write, by chance that follows from SEED, is there, or
 * not, or some of its sectors are.
 *
 * Prints how many writes the disk got, and how many of them after the last flush. Exit status:
 * 0 done, 1 a file cannot be read or written, 2 wrong usage, 3 the log is none.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MAGIC 0x6a736677736872ull
#define LOG_VERSION 1
#define SECTOR 512u
#define FLAG_FLUSH 1u
#define FLAG_FUA 2u
#define FLAG_DISCARD 4u
#define WRITE_MAX (64u << 20)

struct superblock {
	uint64_t magic, version, entry_count;
	uint32_t sector_size;
};

struct entry {
	uint64_t sector, sector_count, flags, data_length;
};

struct disk {
	int log, image;
	uint64_t entry_count, stable; /* stable: entries up to the last flush */
	unsigned long lasting, chance;
};

static void fail(int status, const char *what)
{
	fprintf(stderr, "powercut: %s\n", what);
	exit(status);
}

static bool read_at(int file, void *to, size_t size, off_t at)
{
	size_t done = 0;

	while (done < size) {
		ssize_t piece = pread(file, (char *)to + done, size - done, at + done);

		if (piece < 0)
			fail(1, strerror(errno));
		if (!piece)
			return false;
		done += piece;
	}
	return true;
}

static void write_at(int file, const void *from, size_t size, off_t at)
{
	if (pwrite(file, from, size, at) != (ssize_t)size)
		fail(1, strerror(errno));
}

/* False at the log's end: the power failed before the entry was written. */
static bool read_entry(int log, off_t at, struct entry *entry)
{
	if (!read_at(log, entry, sizeof(*entry), at))
		return false;
	entry->sector = le64toh(entry->sector);
	entry->sector_count = le64toh(entry->sector_count);
	entry->flags = le64toh(entry->flags);
	if (entry->sector_count > WRITE_MAX / SECTOR && !(entry->flags & FLAG_DISCARD))
		fail(3, "the log has a write of more than 64 MiB");
	return entry->sector_count || entry->flags;
}

static size_t data_size(const struct entry *entry)
{
	return entry->flags & FLAG_DISCARD ? 0 : entry->sector_count * SECTOR;
}

static void open_log(struct disk *disk)
{
	struct superblock super;

	if (!read_at(disk->log, &super, sizeof(super), 0) || le64toh(super.magic) != LOG_MAGIC ||
	    le64toh(super.version) != LOG_VERSION || le32toh(super.sector_size) != SECTOR)
		fail(3, "the log is not one of 512-byte sectors");
	disk->entry_count = le64toh(super.entry_count);
}

static void find_last_flush(struct disk *disk)
{
	struct entry entry;
	off_t at = SECTOR;

	for (uint64_t i = 0; i < disk->entry_count && read_entry(disk->log, at, &entry); i++) {
		at += SECTOR + data_size(&entry);
		if (entry.flags & FLAG_FLUSH)
			disk->stable = i + 1;
	}
}

static void apply_all(struct disk *disk, const struct entry *entry, const unsigned char *data)
{
	write_at(disk->image, data, data_size(entry), entry->sector * SECTOR);
}

static void apply_by_chance(struct disk *disk, const struct entry *entry, const unsigned char *data)
{
	switch (random() % 4) {
	case 0:
		return;
	case 1:
		for (uint64_t i = 0; i < entry->sector_count; i++)
			if (random() % 2)
				write_at(disk->image, data + i * SECTOR, SECTOR,
					 (entry->sector + i) * SECTOR);
		break;
	default:
		apply_all(disk, entry, data);
		break;
	}
	disk->chance++;
}

static void replay(struct disk *disk)
{
	unsigned char *data = malloc(WRITE_MAX);
	struct entry entry;
	off_t at = SECTOR;

	if (!data)
		fail(1, "out of memory");
	for (uint64_t i = 0; i < disk->entry_count && read_entry(disk->log, at, &entry); i++) {
		size_t size = data_size(&entry);

		if (size && !read_at(disk->log, data, size, at + SECTOR))
			break;
		at += SECTOR + size;
		/* A disk may keep what was discarded. */
		if (!size)
			continue;
		if (i < disk->stable || entry.flags & FLAG_FUA) {
			apply_all(disk, &entry, data);
			disk->lasting++;
		} else {
			apply_by_chance(disk, &entry, data);
		}
	}
	free(data);
}

int main(int argc, char **argv)
{
	struct disk disk = {};

	if (argc != 4)
		fail(2, "usage: powercut LOG DISK SEED");
	disk.log = open(argv[1], O_RDONLY);
	disk.image = open(argv[2], O_RDWR);
	if (disk.log < 0 || disk.image < 0)
		fail(1, "the log or the disk cannot be opened");
	srandom(strtoul(argv[3], NULL, 10));
	open_log(&disk);
	find_last_flush(&disk);
	replay(&disk);
	printf("%lu writes, and %lu after the last flush\n", disk.lasting, disk.chance);
	if (close(disk.image))
		fail(1, strerror(errno));
	return 0;
}
