// SPDX-License-Identifier: GPL-2.0
/* Byte code of the DSDT, and the table of interrupt controllers. */
#include <string.h>

#include "pc/pc.h"
#include "stand-in.h"

struct acpi acpi;

void fuzz_begin(void)
{
}

void fuzz_one(const uint8_t *data, size_t size)
{
	memset(&acpi, 0, sizeof(acpi));
	acpi_read_soft_off(data, (uint32_t)size);
	acpi_read_virtio(data, (uint32_t)size);
	acpi_read_madt(data, (uint32_t)size);
}
