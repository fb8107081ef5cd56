// SPDX-License-Identifier: GPL-2.0
/* ELF files as roast reads them. */
#include "roast/source/elf/elf.h"

#include <sys/stat.h>

#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct tree *tree = tree_new();
	struct node *node = tree_add_memory(tree, "/program", 0755, data, size);
	struct elf_file *elf = elf_read(tree, node);

	if (elf)
		elf_machine_name(elf);
	elf_free(elf);
}
