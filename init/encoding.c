// SPDX-License-Identifier: GPL-2.0
/* Hexadecimal and base64. */
#include "encoding.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789+/";

static size_t drop_blanks(char *bytes, size_t size)
{
	size_t kept = 0;

	for (size_t i = 0; i < size; i++)
		if (!bytes[i] || !strchr(" \t\r\n", bytes[i]))
			bytes[kept++] = bytes[i];
	return kept;
}

/* The value of a digit, or -1. */
static int value_of(const char *digits, char digit)
{
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? (int)(found - digits) : -1;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
}

static bool decode_hex(char *bytes, size_t *size)
{
	if (*size % 2)
		return false;
	for (size_t i = 0; i < *size; i += 2) {
		int high = value_of(hex_digits, lower(bytes[i]));
		int low = value_of(hex_digits, lower(bytes[i + 1]));

		if (high < 0 || low < 0)
			return false;
		bytes[i / 2] = (char)(high << 4 | low);
	}
	*size /= 2;
	return true;
}

static bool decode_base64(char *bytes, size_t *size)
{
	unsigned int bits = 0;
	size_t digits = *size, put = 0;
	int count = 0;

	if (digits % 4)
		return false;
	for (int padding = 0; padding < 2 && digits && bytes[digits - 1] == '='; padding++)
		digits--;
	for (size_t i = 0; i < digits; i++) {
		int value = value_of(base64_digits, bytes[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned int)value;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		bytes[put++] = (char)(bits >> count);
	}
	*size = put;
	return true;
}

bool decode_bytes(const char *encoding, char *bytes, size_t *size)
{
	if (strcmp(encoding, "raw") == 0)
		return true;
	*size = drop_blanks(bytes, *size);
	return strcmp(encoding, "hex") == 0 ? decode_hex(bytes, size) : decode_base64(bytes, size);
}
