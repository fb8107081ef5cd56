// SPDX-License-Identifier: GPL-2.0
#include "boot_sector.h"

#include <endian.h>
#include <string.h>

/* Places in boot.img; GRUB's manual and its header boot.h name them. */
#define BOOT_KERNEL_SECTOR 0x5c
#define BOOT_DRIVE 0x64
#define BOOT_DRIVE_CHECK 0x66
#define BOOT_DRIVE_OF_BIOS 0xff
#define DISK_SIGNATURE 440
#define PARTITION_TABLE 446
#define BOOT_MAGIC 510

/* The last entry of the block list in the core's first sector: start, count, segment. */
#define BLOCK_LIST (SECTOR_SIZE - 12)
#define CORE_SEGMENT 0x0820
#define CORE_SECTOR 1

/* Where a partition is in cylinders says nothing; this value says so. */
static const uint8_t no_cylinders[3] = { 0xfe, 0xff, 0xff };

static void put16(uint8_t *to, uint16_t value)
{
	value = htole16(value);
	memcpy(to, &value, sizeof(value));
}

static void put32(uint8_t *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, sizeof(value));
}

static void put64(uint8_t *to, uint64_t value)
{
	value = htole64(value);
	memcpy(to, &value, sizeof(value));
}

static void fill_partition(uint8_t *entry, const struct partition *partition)
{
	entry[0] = 0x80; /* active */
	memcpy(entry + 1, no_cylinders, sizeof(no_cylinders));
	entry[4] = partition->type;
	memcpy(entry + 5, no_cylinders, sizeof(no_cylinders));
	put32(entry + 8, PARTITION_SECTOR);
	put32(entry + 12, partition->sectors);
}

void boot_sector_fill(uint8_t record[SECTOR_SIZE], const struct partition *partition)
{
	put64(record + BOOT_KERNEL_SECTOR, CORE_SECTOR);
	record[BOOT_DRIVE] = BOOT_DRIVE_OF_BIOS;
	/* Two NOPs in place of a jump: the drive's number is checked, as GRUB does for disks. */
	record[BOOT_DRIVE_CHECK] = 0x90;
	record[BOOT_DRIVE_CHECK + 1] = 0x90;
	put32(record + DISK_SIGNATURE, partition->disk_signature);
	memset(record + PARTITION_TABLE, 0, BOOT_MAGIC - PARTITION_TABLE);
	fill_partition(record + PARTITION_TABLE, partition);
	put16(record + BOOT_MAGIC, 0xaa55);
}

bool boot_core_fill(uint8_t *core, size_t size)
{
	size_t sectors = (size + SECTOR_SIZE - 1) / SECTOR_SIZE;

	if (sectors < 2 || sectors > PARTITION_SECTOR - CORE_SECTOR)
		return false;
	put64(core + BLOCK_LIST, CORE_SECTOR + 1);
	put16(core + BLOCK_LIST + 8, (uint16_t)(sectors - 1));
	put16(core + BLOCK_LIST + 10, CORE_SEGMENT);
	return true;
}
