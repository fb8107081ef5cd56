/* SPDX-License-Identifier: GPL-2.0 */
/* Texts that whoever runs the domain put into its SMBIOS tables. */
#ifndef INIT_SMBIOS_H
#define INIT_SMBIOS_H

#include <stddef.h>

/*
 * The OEM string (type 11 of the SMBIOS specification) of a table of size bytes that begins
 * with prefix: what follows the prefix. Null: there is none. The result is part of the table.
 */
const char *smbios_find(const char *table, size_t size, const char *prefix);

/*
 * The same of this machine's tables, as a copy to be freed by the caller. Null with errno:
 * ENODEV if there are no tables, ENOENT if they have no such string.
 */
char *smbios_oem_string(const char *prefix);

#endif
