/* SPDX-License-Identifier: GPL-2.0 */
/* Layouts of the PVH boot protocol: Xen's public header arch-x86/hvm/start_info.h. */
#ifndef HYPER_X86_START_INFO_H
#define HYPER_X86_START_INFO_H

#define START_INFO_MAGIC 0x336ec578

#ifndef __ASSEMBLY__

#include <stdint.h>

struct start_info {
	uint32_t magic, version, flags, module_count;
	uint64_t modules, command_line, acpi_root;
	/* from version 1 on */
	uint64_t memory_map;
	uint32_t memory_map_count, reserved;
};

struct start_module {
	uint64_t address, size, command_line, reserved;
};

struct start_range {
	uint64_t address, size;
	uint32_t type, reserved;
};

#endif
#endif
