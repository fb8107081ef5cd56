// SPDX-License-Identifier: GPL-2.0
/* The fw_cfg device: a selector, a data port, and a directory of files. */
#include "fw_cfg.h"

#include <cpuid.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PORT_SELECTOR 0x510
#define PORT_DATA 0x511

enum item { ITEM_SIGNATURE = 0x00, ITEM_DIRECTORY = 0x19 };

#define NAME_SIZE 56
#define FILES_MAX 4096

/* An entry of the directory; numbers are big-endian. */
struct entry {
	uint8_t size[4];
	uint8_t item[2];
	uint8_t reserved[2];
	char name[NAME_SIZE];
};

static uint32_t big_endian(const uint8_t *bytes, int count)
{
	uint32_t number = 0;

	while (count--)
		number = number << 8 | *bytes++;
	return number;
}

/* The privilege level is in the lowest bits of the code segment's selector. */
static bool may_use_ports(void)
{
	uint16_t code;

	__asm__("mov %%cs, %0" : "=r"(code));
	return (code & 3) == 0;
}

/* Xen has no I/O ports for a domain without a device model: touching one ends it. */
static bool is_xen(void)
{
	char name[13] = { 0 };
	uint32_t eax, registers[3];

	__cpuid(1, eax, registers[0], registers[1], registers[2]);
	if (!(registers[1] >> 31))
		return false; /* no hypervisor, so no leaf that names it */
	for (uint32_t leaf = 0x40000000; leaf < 0x40010000; leaf += 0x100) {
		__cpuid(leaf, eax, registers[0], registers[1], registers[2]);
		memcpy(name, registers, sizeof(registers));
		if (strcmp(name, "XenVMMXenVMM") == 0)
			return true;
	}
	return false;
}

static void select_item(uint16_t item)
{
	__asm__ volatile("outw %0, %1" : : "a"(item), "d"((uint16_t)PORT_SELECTOR));
}

static void read_bytes(void *bytes, size_t size)
{
	uint8_t *position = bytes;

	while (size--) {
		__asm__ volatile("inb %1, %0" : "=a"(*position) : "d"((uint16_t)PORT_DATA));
		position++;
	}
}

bool fw_cfg_exists(void)
{
	char signature[4];

	if (!may_use_ports() || is_xen())
		return false;
	select_item(ITEM_SIGNATURE);
	read_bytes(signature, sizeof(signature));
	return memcmp(signature, "QEMU", sizeof(signature)) == 0;
}

static bool find(const char *name, struct entry *entry)
{
	uint8_t count[4];

	select_item(ITEM_DIRECTORY);
	read_bytes(count, sizeof(count));
	for (uint32_t left = big_endian(count, 4); left && left < FILES_MAX; left--) {
		read_bytes(entry, sizeof(*entry));
		entry->name[NAME_SIZE - 1] = 0;
		if (strcmp(entry->name, name) == 0)
			return true;
	}
	return false;
}

char *fw_cfg_read(const char *name, size_t most, size_t *size)
{
	struct entry entry;
	char *bytes;

	if (!fw_cfg_exists()) {
		errno = ENODEV;
		return NULL;
	}
	if (!find(name, &entry)) {
		errno = ENOENT;
		return NULL;
	}
	*size = big_endian(entry.size, 4);
	if (*size > most) {
		errno = EFBIG;
		return NULL;
	}
	bytes = malloc(*size + 1);
	if (!bytes)
		return NULL;
	select_item((uint16_t)big_endian(entry.item, 2));
	read_bytes(bytes, *size);
	bytes[*size] = 0;
	return bytes;
}
