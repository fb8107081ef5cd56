// SPDX-License-Identifier: GPL-2.0
/* What a disk's first sectors say, and what GRUB is told. */
#include <endian.h>

#include "order.h"

#include "../../../roast/export/boot_sector.h"
#include "../../../roast/export/grub.h"

static uint32_t number_at(const uint8_t *bytes, size_t where)
{
	uint32_t number;

	memcpy(&number, bytes + where, sizeof(number));
	return le32toh(number);
}

static void test_boot_sector(void)
{
	const struct partition partition = { .sectors = 65536,
					     .type = PARTITION_FAT16,
					     .disk_signature = 0x12345678 };
	uint8_t record[SECTOR_SIZE];
	uint8_t zeros[48] = { 0 };

	memset(record, 0xcc, sizeof(record));
	boot_sector_fill(record, &partition);
	check(record[510] == 0x55 && record[511] == 0xaa, "a BIOS knows the sector");
	check(number_at(record, 0x5c) == 1 && number_at(record, 0x60) == 0,
	      "the core image is in sector 1");
	check(record[0x64] == 0xff, "on the drive that the BIOS names");
	check(record[0x66] == 0x90 && record[0x67] == 0x90, "which is checked");
	check(number_at(record, 440) == 0x12345678, "the disk has its number");
	check(record[446] == 0x80 && record[450] == PARTITION_FAT16, "one active partition");
	check(number_at(record, 454) == PARTITION_SECTOR && number_at(record, 458) == 65536,
	      "from where to where");
	check(memcmp(record + 462, zeros, sizeof(zeros)) == 0, "and no other");
	check(record[0] == 0xcc && record[0x5b] == 0xcc && record[439] == 0xcc,
	      "the program stays");
}

static void test_boot_core(void)
{
	static uint8_t core[(PARTITION_SECTOR + 1) * SECTOR_SIZE];

	check(boot_core_fill(core, 10 * SECTOR_SIZE + 1), "a core image of eleven sectors");
	check(number_at(core, 500) == 2 && number_at(core, 504) == 0, "goes on in sector 2");
	check(number_at(core, 508) == (0x08200000 | 10), "for ten sectors, to 0x8200");
	check(boot_core_fill(core, (PARTITION_SECTOR - 1) * SECTOR_SIZE),
	      "it may reach to the partition");
	check(!boot_core_fill(core, (PARTITION_SECTOR - 1) * SECTOR_SIZE + 1), "and not into it");
	check(!boot_core_fill(core, SECTOR_SIZE), "one sector is none");
}

static void put_header(unsigned char *where, uint32_t wrong)
{
	const uint32_t header[4] = { htole32(0xe85250d6), 0, htole32(16),
				     htole32(-(0xe85250d6 + 16) + wrong) };

	memcpy(where, header, sizeof(header));
}

static void test_header(void)
{
	static unsigned char bytes[40000];
	unsigned char *exact;

	check(!grub_has_header(bytes, sizeof(bytes)), "zeros are no kernel");
	put_header(bytes + 4096, 0);
	check(grub_has_header(bytes, sizeof(bytes)), "a header on a page");
	exact = exact_copy(bytes, 4096 + 15);
	check(!grub_has_header(exact, 4096 + 15), "cut off");
	free(exact);
	put_header(bytes + 4096, 1);
	check(!grub_has_header(bytes, sizeof(bytes)), "with a wrong sum");
	memset(bytes, 0, sizeof(bytes));
	put_header(bytes + 4100, 0);
	check(!grub_has_header(bytes, sizeof(bytes)), "at no multiple of 8");
	memset(bytes, 0, sizeof(bytes));
	put_header(bytes + 32768, 0);
	check(!grub_has_header(bytes, sizeof(bytes)), "behind where GRUB looks");
}

static void check_kernel(const void *path)
{
	grub_check_kernel(path);
}

static void configure(const void *arguments)
{
	struct spec spec = { .arguments = (char *)(uintptr_t)arguments };

	free(grub_config(&spec));
}

static void test_config(void)
{
	struct spec spec = { .arguments = (char *)"quiet  a=$b;c" };
	char *text = grub_config(&spec);
	char *file = file_of("no-kernel", "no kernel");
	struct caught caught;

	check(strstr(text, "\nmultiboot2 /kernel 'console=hvc0' 'loglevel=4' 'quiet' 'a=$b;c'\n"),
	      "words are words, whatever is in them");
	check(strstr(text, "\nmodule2 /archive\n"), "the archive is a module");
	free(text);
	caught = catch_fail(configure, "a=\"b c\"");
	check(caught.status == STATUS_USAGE && strstr(caught.text, "--kernel-arguments"),
	      "quotes are refused");
	caught = catch_fail(configure, "a=b'c");
	check(caught.status == STATUS_USAGE, "of both kinds");
	caught = catch_fail(check_kernel, file);
	check(caught.status == STATUS_FORMAT && strstr(caught.text, "no Multiboot2 header"),
	      "a kernel that GRUB cannot start is told");
	caught = catch_fail(check_kernel, "/nowhere");
	check(caught.status == STATUS_NOT_FOUND, "and one that is not there");
	free(file);
}

int main(void)
{
	test_boot_sector();
	test_boot_core();
	test_header();
	test_config();
	return finish();
}
