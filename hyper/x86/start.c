/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The start in C: recognises the host, reads what the boot loader left (PVH start info, Xen's
 * public header arch-x86/hvm/start_info.h) and makes struct hyper_boot of it.
 *
 * All memory below 4 GiB is mapped at its physical address until the kernel loads a page table
 * of its own, and Xen, QEMU, Firecracker and Cloud Hypervisor put what is read here there. It
 * is read once, into memory of our own.
 */
#include <rumproast/hyper.h>

#include "x86/cpu.h"
#include "x86/host.h"
#include "x86/memory_map.h"
#include "x86/multiboot2.h"
#include "x86/window.h"

#define COMMAND_LINE_SIZE 4096
#define SIGNATURE_SIZE 12
#define FOUR_GIB (1UL << 32)

extern char kernel_image_end[];

static BOOT_DATA struct start the_start;
static BOOT_DATA char command_line[COMMAND_LINE_SIZE];
static BOOT_DATA struct memory_range ranges[MEMORY_RANGES];

struct hyper_boot *start(uint64_t start_info);

static BOOT_TEXT const void *low_memory(uint64_t address, uint64_t size, const char *what)
{
	if (!address || address >= FOUR_GIB || size > FOUR_GIB - address)
		cannot_start("the boot loader's %s is not below 4 GiB", what);
	return (const void *)address;
}

static BOOT_TEXT void read_command_line(uint64_t address)
{
	const char *from;
	unsigned int i;

	if (!address)
		return;
	from = low_memory(address, COMMAND_LINE_SIZE, "command line");
	for (i = 0; i < COMMAND_LINE_SIZE - 1 && from[i]; i++)
		command_line[i] = from[i];
	if (from[i])
		cannot_start("the command line is longer than %u characters",
			     COMMAND_LINE_SIZE - 1);
}

static BOOT_TEXT void read_modules(const struct start_info *info, struct hyper_boot *boot)
{
	struct start_module module;

	if (!info->module_count)
		return;
	memcpy(&module, low_memory(info->modules, sizeof(module), "module list"), sizeof(module));
	if (!module.size)
		return;
	boot->archive_start = module.address;
	boot->archive_size = module.size;
}

static BOOT_TEXT unsigned int read_memory_map(const struct start_info *info)
{
	const struct start_range *from;
	uint32_t count, i;

	if (info->version < 1 || !info->memory_map_count)
		return host->memory_map(ranges, MEMORY_RANGES);
	count = info->memory_map_count;
	if (count > MEMORY_RANGES)
		cannot_start("the memory map has %u entries, more than %u", count, MEMORY_RANGES);
	from = low_memory(info->memory_map, count * sizeof(*from), "memory map");
	for (i = 0; i < count; i++)
		ranges[i] = (struct memory_range){ from[i].address, from[i].size, from[i].type };
	return count;
}

static BOOT_TEXT unsigned int megabytes(uint64_t size)
{
	return (unsigned int)((size + (1 << 20) - 1) >> 20);
}

/*
 * QEMU puts the archive below the 160 KiB that its BIOS is thought to keep at the end of memory. A
 * BIOS that started several disks keeps more; it has done its work, the archive is whole, and
 * lies partly in what the map calls reserved. It is moved into RAM.
 */
static BOOT_TEXT void move_archive(struct start *state)
{
	struct hyper_boot *boot = &state->boot;
	uint64_t from = boot->archive_start, size = boot->archive_size, to, done, part;
	uint64_t end = memory_map_ram_end(state, from, size);

	if (end <= size || end - from >= size)
		return;
	to = (end - size) & ~4095UL;
	if (!memory_map_is_ram(state, to, size))
		return;
	low_memory(from, size, "archive");
	/* The two overlap; no part of this length does. */
	for (done = 0; done < size; done += part) {
		part = size - done < from - to ? size - done : from - to;
		memcpy((void *)(to + done), (const void *)(from + done), part);
	}
	boot->archive_start = to;
}

static BOOT_TEXT void check_memory(const struct start *state)
{
	const struct hyper_boot *boot = &state->boot;
	uint64_t image_end = (uint64_t)kernel_image_end - HYPER_IMAGE_BASE;
	uint64_t archive_end = boot->archive_start + boot->archive_size;

	if (!memory_map_is_ram(state, HYPER_LOAD, image_end - HYPER_LOAD))
		cannot_start("too little memory for the kernel, which ends at %u MiB; "
			     "give the domain more",
			     megabytes(image_end));
	if (!boot->archive_size)
		return;
	if (!memory_map_is_ram(state, boot->archive_start, boot->archive_size) ||
	    (boot->archive_start < image_end && archive_end > HYPER_LOAD))
		cannot_start("too little memory: the kernel ends at %u MiB and the archive has "
			     "%u MiB; give the domain more",
			     megabytes(image_end), megabytes(boot->archive_size));
}

static BOOT_TEXT void read_start_info(const struct start_info *from, struct start *state)
{
	struct start_info info = { .magic = 0 };

	memcpy(&info, from, from->version ? sizeof(info) : offsetof(struct start_info, memory_map));
	read_command_line(info.command_line);
	read_modules(&info, &state->boot);
	memory_map_build(ranges, read_memory_map(&info), state);
}

/* The host with this signature, or the host of machines without one. */
static BOOT_TEXT const struct host *host_with(const char *signature)
{
	const struct host *const *each = hosts;

	while ((*each)->signature && memcmp((*each)->signature, signature, SIGNATURE_SIZE))
		each++;
	return *each;
}

/*
 * A hypervisor reports its signature at one of these leaves. One that imitates another as well
 * has its own at a higher leaf, so a signature of a host with one counts at any leaf.
 */
static BOOT_TEXT void recognise_host(struct start *state)
{
	unsigned int leaf, out[4];

	host = host_with(state->signature);
	hyper_cpuid(1, 0, out);
	if (!(out[2] >> 31))
		return;
	for (leaf = 0x40000000; leaf < 0x40010000; leaf += 0x100) {
		hyper_cpuid(leaf, 0, out);
		if (out[0] < leaf || out[0] > leaf + 0xff)
			break;
		if (leaf != 0x40000000 && !host_with((const char *)&out[1])->signature)
			continue;
		state->signature_leaf = leaf;
		memcpy(state->signature, &out[1], SIGNATURE_SIZE);
	}
	host = host_with(state->signature);
}

BOOT_TEXT struct hyper_boot *start(uint64_t start_info)
{
	struct start *state = &the_start;
	struct hyper_boot *boot = &state->boot;
	const struct start_info *info = (const struct start_info *)start_info;

	cpu_setup(&boot_cpu, 0);
	if (info->magic != START_INFO_MAGIC)
		info = multiboot2_start_info(start_info);
	recognise_host(state);
	boot->version = HYPER_VERSION;
	boot->host = host->kind;
	boot->cpu_count = 1;
	boot->command_line = command_line;
	boot->window_table = (uint64_t)window_table - HYPER_IMAGE_BASE;
	/* First of all, because an error message needs the console and a way to end. */
	state->acpi_root = info->acpi_root;
	host->prepare(state);
	read_start_info(info, state);
	move_archive(state);
	check_memory(state);
	host->start(state);
	boot->seed_size = (hyper_u32)hyper_random(boot->seed, sizeof(boot->seed));
	return boot;
}
