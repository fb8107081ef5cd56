// SPDX-License-Identifier: GPL-2.0
/* SMBIOS tables. */
#include "init/smbios.h"

#include <string.h>

#include "fuzz.h"

void fuzz_begin(void)
{
}

void fuzz_one(const uint8_t *data, size_t size)
{
	const char *found = smbios_find((const char *)data, size, "a:");

	/* It is a text that ends within the table. */
	if (found && memchr(found, 0, (size_t)((const char *)data + size - found)) == NULL)
		__builtin_trap();
}
