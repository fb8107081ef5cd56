/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sleep type of the state "soft off". It stands in the DSDT's byte code as
 *	Name (_S5, Package () { type_a, type_b, ... })
 * and needs no interpreter: ACPI specification 6.4, sections 7.4.2.6 and 20.2.
 */
#include "pc/pc.h"

#define NAME_OP 0x08
#define PACKAGE_OP 0x12
#define BYTE_PREFIX 0x0a
#define WORD_PREFIX 0x0b
#define DWORD_PREFIX 0x0c

/* Reads a small constant at *at; returns 0 when something else stands there. */
static BOOT_TEXT int constant(const uint8_t *code, uint32_t size, uint32_t *at, uint8_t *value)
{
	uint32_t skip;

	if (*at >= size)
		return 0;
	switch (code[*at]) {
	case 0:
	case 1:
		*value = code[(*at)++];
		return 1;
	case BYTE_PREFIX:
		skip = 1;
		break;
	case WORD_PREFIX:
		skip = 2;
		break;
	case DWORD_PREFIX:
		skip = 4;
		break;
	default:
		return 0;
	}
	if (skip >= size - *at)
		return 0;
	*value = code[*at + 1];
	*at += 1 + skip;
	return 1;
}

/* at: behind the name. */
static BOOT_TEXT int package(const uint8_t *code, uint32_t size, uint32_t at)
{
	uint8_t a, b;

	if (size - at < 4 || code[at] != PACKAGE_OP)
		return 0;
	at += 1 + 1 + (code[at + 1] >> 6) + 1; /* opcode, length of 1..4 bytes, element count */
	if (!constant(code, size, &at, &a))
		return 0;
	if (!constant(code, size, &at, &b))
		b = a;
	acpi.has_soft_off = 1;
	acpi.soft_off_a = a & 7;
	acpi.soft_off_b = b & 7;
	return 1;
}

BOOT_TEXT void acpi_read_soft_off(const uint8_t *code, uint32_t size)
{
	uint32_t at;

	for (at = 1; at + 8 <= size; at++) {
		if (code[at] != '_' || memcmp(code + at, "_S5_", 4))
			continue;
		if (code[at - 1] != NAME_OP &&
		    !(code[at - 1] == '\\' && at > 1 && code[at - 2] == NAME_OP))
			continue;
		if (package(code, size, at + 4))
			return;
	}
}
