/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first sectors of a disk that a BIOS starts: GRUB's boot sector with a partition table, and
 * GRUB's core image behind it. What GRUB's own installer fills in there: its core image's first
 * sector in the boot sector, and the rest of the core image in that first sector.
 */
#ifndef ROAST_EXPORT_BOOT_SECTOR_H
#define ROAST_EXPORT_BOOT_SECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR_SIZE 512
/* Where the one partition begins; between boot sector and this there is room for the core. */
#define PARTITION_SECTOR 2048
#define PARTITION_FAT16 0x0e
#define PARTITION_FAT32 0x0c

struct partition {
	uint32_t sectors;
	uint8_t type;
	uint32_t disk_signature;
};

/* record: a copy of boot.img, of which it becomes the disk's first sector. */
void boot_sector_fill(uint8_t record[SECTOR_SIZE], const struct partition *partition);

/* core: grub-mkimage's, to be written from sector 1 on. False if it does not fit there. */
bool boot_core_fill(uint8_t *core, size_t size);

#endif
