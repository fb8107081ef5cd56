// SPDX-License-Identifier: GPL-2.0
/* SMBIOS tables (DMTF DSP0134), which QEMU hands over as a file of fw_cfg. */
#include "smbios.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fw_cfg.h"

#define TABLES "etc/smbios/smbios-tables"
#define TABLES_SIZE_MAX (1 << 20)

enum { TYPE_OEM_STRINGS = 11 };

/* Each structure is a header, of the length that its second byte says, and strings. */
#define HEADER_SIZE 4

/* The end of the string at text, or null if it does not end within the table. */
static const char *string_end(const char *text, const char *end)
{
	return text < end ? memchr(text, 0, (size_t)(end - text)) : NULL;
}

/* Past the strings that begin at text; an empty one ends them. Null: the table is cut off. */
static const char *skip_strings(const char *text, const char *end)
{
	const char *zero = string_end(text, end);

	/* No string at all is two zero bytes, too. */
	if (zero == text)
		return text + 1 < end && text[1] == 0 ? text + 2 : NULL;
	while (zero && zero != text) {
		text = zero + 1;
		zero = string_end(text, end);
	}
	return zero ? text + 1 : NULL;
}

static const char *find_string(const char *text, const char *end, const char *prefix)
{
	size_t length = strlen(prefix);
	const char *zero;

	for (; (zero = string_end(text, end)) && zero != text; text = zero + 1)
		if (strncmp(text, prefix, length) == 0)
			return text + length;
	return NULL;
}

const char *smbios_find(const char *table, size_t size, const char *prefix)
{
	const char *end = table + size;

	while (table && end - table > HEADER_SIZE) {
		size_t length = (unsigned char)table[1];
		const char *found = NULL;

		if (length < HEADER_SIZE || length > (size_t)(end - table))
			return NULL;
		if (table[0] == TYPE_OEM_STRINGS)
			found = find_string(table + length, end, prefix);
		if (found)
			return found;
		table = skip_strings(table + length, end);
	}
	return NULL;
}

char *smbios_oem_string(const char *prefix)
{
	size_t size;
	char *table = fw_cfg_read(TABLES, TABLES_SIZE_MAX, &size);
	const char *found;
	char *copy = NULL;

	if (!table) {
		errno = errno == ENOENT ? ENODEV : errno;
		return NULL;
	}
	found = smbios_find(table, size, prefix);
	if (found)
		copy = strdup(found);
	explicit_bzero(table, size);
	free(table);
	if (!found)
		errno = ENOENT;
	return copy;
}
