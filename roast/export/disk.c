// SPDX-License-Identifier: GPL-2.0
/* Disks that start by GRUB: one FAT partition with kernel, archive and grub.cfg. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "boot_sector.h"
#include "export.h"
#include "grub.h"

#define MIB (1ULL << 20)
#define PARTITION_START ((uint64_t)PARTITION_SECTOR * SECTOR_SIZE)
/* FAT16 wants some thousands of clusters, and its tables want room, too. */
#define PARTITION_LEAST (16 * MIB)
#define FAT32_FROM (512 * MIB)
#define FAT_FILE_LIMIT ((4ULL << 30) - 1)
#define DISK_LIMIT (2ULL << 40)

static const char *const modules[] = { "gzio",	 "biosdisk", "part_msdos", "fat",      "multiboot2",
				       "normal", "test",     "serial",	   "terminal", NULL };

static uint64_t size_of(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		fail_errno("cannot read %s", path);
	return (uint64_t)status.st_size;
}

/* Whole megabytes, with a hundredth and two more for tables, directories and ends of clusters. */
static uint64_t disk_size(const struct export_order *order, const struct grub_parts *parts)
{
	uint64_t archive = size_of(parts->archive);
	uint64_t content = size_of(parts->kernel) + archive;
	uint64_t least = content + content / 100 + 2 * MIB;

	if (archive > FAT_FILE_LIMIT)
		fail(STATUS_RESOURCES, "the archive has %llu MB; on a disk it may have 4095",
		     (unsigned long long)(archive / MIB));
	if (least < PARTITION_LEAST)
		least = PARTITION_LEAST;
	least = (PARTITION_START + least + MIB - 1) / MIB * MIB;
	if (!order->size)
		return least;
	if (order->size < least)
		fail(STATUS_USAGE, "--size: the image needs %lluM",
		     (unsigned long long)(least / MIB));
	if (order->size > DISK_LIMIT)
		fail(STATUS_USAGE, "--size: a disk with such a partition table has at most 2T");
	return order->size / MIB * MIB;
}

static void write_at(int disk, const void *data, size_t size, off_t where, const char *path)
{
	const char *from = data;

	while (size) {
		ssize_t count = pwrite(disk, from, size, where);

		if (count < 0)
			fail_errno("cannot write %s", path);
		from += count;
		where += count;
		size -= (size_t)count;
	}
}

/* The image's identity numbers disk and file system: the same image, the same bytes. */
static uint32_t number_of(const struct export_order *order)
{
	char digits[9] = "";

	memcpy(digits, order->bundle->digest, 8);
	return (uint32_t)strtoul(digits, NULL, 16);
}

static void write_boot_sectors(const struct export_order *order, int disk, const char *path,
			       uint64_t size)
{
	const struct partition partition = {
		.sectors = (uint32_t)((size - PARTITION_START) / SECTOR_SIZE),
		.type = size < FAT32_FROM ? PARTITION_FAT16 : PARTITION_FAT32,
		.disk_signature = number_of(order),
	};
	char *boot_file = grub_file("boot.img");
	char *core_file = grub_core("i386-pc", "(,msdos1)/boot/grub", modules);
	size_t boot_size, core_size;
	uint8_t *boot = (uint8_t *)file_read(boot_file, &boot_size);
	uint8_t *core = (uint8_t *)file_read(core_file, &core_size);

	if (boot_size != SECTOR_SIZE || !boot_core_fill(core, core_size))
		fail(STATUS_TOOL, "GRUB's files in %s are not as expected; reinstall grub-pc-bin",
		     boot_file);
	boot_sector_fill(boot, &partition);
	write_at(disk, boot, SECTOR_SIZE, 0, path);
	write_at(disk, core, core_size, SECTOR_SIZE, path);
	free(boot);
	free(core);
	free(boot_file);
	free(core_file);
}

static void make_file_system(const struct export_order *order, const char *path, uint64_t size)
{
	struct texts argv = { 0 };

	texts_split(&argv, "mkfs.fat --invariant -n ROAST", " ");
	texts_add(&argv, "-F");
	texts_add(&argv, size < FAT32_FROM ? "16" : "32");
	texts_add(&argv, "-i");
	texts_add_format(&argv, "%08x", number_of(order));
	texts_add(&argv, "-h");
	texts_add_format(&argv, "%d", PARTITION_SECTOR);
	texts_add(&argv, "--offset");
	texts_add_format(&argv, "%d", PARTITION_SECTOR);
	texts_add(&argv, path);
	texts_add_format(&argv, "%llu", (unsigned long long)((size - PARTITION_START) / 1024));
	free(child_output(&argv));
	texts_free(&argv);
}

/* One of the mtools on the partition; words ends with null. */
static void mtool(const char *tool, const char *path, const char *const *words)
{
	struct texts argv = { 0 };

	texts_add(&argv, tool);
	texts_add(&argv, "-i");
	texts_add_format(&argv, "%s@@%llu", path, (unsigned long long)PARTITION_START);
	for (; *words; words++)
		texts_add(&argv, *words);
	free(child_output(&argv));
	texts_free(&argv);
}

static void copy_files(const struct grub_parts *parts, const char *path)
{
	mtool("mmd", path, (const char *const[]){ "::/boot", "::/boot/grub", NULL });
	mtool("mcopy", path, (const char *const[]){ parts->config, "::/boot/grub/grub.cfg", NULL });
	mtool("mcopy", path, (const char *const[]){ parts->kernel, "::/kernel", NULL });
	mtool("mcopy", path, (const char *const[]){ parts->archive, "::/archive", NULL });
}

static void check_tools(void)
{
	child_need("mkfs.fat", "dosfstools");
	child_need("mcopy", "mtools");
	/* What the tools write times by. */
	setenv("SOURCE_DATE_EPOCH", "315532800", true); /* FAT begins in 1980 */
	setenv("TZ", "UTC", true);
	setenv("MTOOLS_SKIP_CHECK", "1", true);
}

void export_raw(struct export_order *order, const char *output)
{
	struct grub_parts parts;
	uint64_t size;
	int disk;

	check_tools();
	grub_parts_make(&parts, &order->spec);
	size = disk_size(order, &parts);
	progress_begin("writing the disk", 0, false);
	disk = open(output, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (disk < 0 || ftruncate(disk, (off_t)size))
		fail_errno("cannot write %s", output);
	write_boot_sectors(order, disk, output, size);
	make_file_system(order, output, size);
	copy_files(&parts, output);
	if (fchmod(disk, file_mode_like(0666, order->spec.archive)) || fsync(disk) || close(disk))
		fail_errno("cannot write %s", output);
	progress_end();
	grub_parts_free(&parts);
}

void export_qcow2(struct export_order *order, const char *output)
{
	char *raw = text_format("%s.raw", output);
	struct texts argv = { 0 };

	child_need("qemu-img", "qemu-utils");
	temporary_file(raw);
	export_raw(order, raw);
	texts_split(&argv, "qemu-img convert -f raw -O qcow2", " ");
	texts_add(&argv, raw);
	texts_add(&argv, output);
	progress_begin("converting the disk", 0, false);
	free(child_output(&argv));
	progress_end();
	unlink(raw);
	temporary_keep(raw);
	texts_free(&argv);
	free(raw);
}
