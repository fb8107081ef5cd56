// SPDX-License-Identifier: GPL-2.0
/* Bytes that others wrote, as text. */
#include "utf8.h"

#include <string.h>

#include "text.h"

/* U+EF00 and the byte, for bytes from 0x80 on. */
#define STAND_IN 0xef00U
#define STAND_IN_SIZE 3

static bool follows(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Of a first byte: how many more there are, and the least code that needs as many; -1: none. */
static int more_after(unsigned char first, uint32_t *least)
{
	static const uint32_t leasts[] = { 0, 0x80, 0x800, 0x10000 };
	int more = -1;

	if (first < 0x80)
		more = 0;
	else if (first >= 0xc0 && first < 0xe0)
		more = 1;
	else if (first >= 0xe0 && first < 0xf0)
		more = 2;
	else if (first >= 0xf0 && first < 0xf8)
		more = 3;
	*least = more < 0 ? 0 : leasts[more];
	return more;
}

int utf8_character(const char *text, uint32_t *code)
{
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t least, value;
	int more = more_after(*bytes, &least);

	if (more < 0 || !*bytes)
		return 0;
	value = more ? *bytes & (0x3fU >> more) : *bytes;
	for (int i = 1; i <= more; i++) {
		if (!follows(bytes[i]))
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*code = value;
	return more + 1;
}

bool utf8_is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || /* C0, DEL, C1 */
	       code == 0x61c || code == 0xfeff ||	       /* marks without a width */
	       (code >= 0x200b && code <= 0x200f) ||	       /* zero width, direction */
	       (code >= 0x2028 && code <= 0x202e) ||	       /* line ends, direction */
	       (code >= 0x2060 && code <= 0x206f) ||	       /* direction, invisible operators */
	       (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe007f);
}

void text_make_printable(char *text)
{
	char *to = text;
	uint32_t code;

	for (const char *from = text; from && *from;) {
		int size = utf8_character(from, &code);

		if (!size || utf8_is_control(code)) {
			*to++ = '?';
			from += size ? size : 1;
			continue;
		}
		memmove(to, from, (size_t)size);
		to += size;
		from += size;
	}
	if (to)
		*to = '\0';
}

static bool is_stand_in(uint32_t code)
{
	return code >= STAND_IN + 0x80 && code <= STAND_IN + 0xff;
}

static char *add_stand_in(char *to, unsigned char byte)
{
	uint32_t code = STAND_IN + byte;

	*to++ = (char)(0xe0 | code >> 12);
	*to++ = (char)(0x80 | (code >> 6 & 0x3f));
	*to++ = (char)(0x80 | (code & 0x3f));
	return to;
}

char *utf8_from_bytes(const char *bytes)
{
	char *text = allocate(STAND_IN_SIZE * strlen(bytes) + 1, 1), *to = text;
	uint32_t code;

	while (*bytes) {
		int size = utf8_character(bytes, &code);

		if (size && !is_stand_in(code)) {
			memcpy(to, bytes, (size_t)size);
			to += size;
			bytes += size;
			continue;
		}
		/* Of a stand-in each byte by itself, as none of them is a character. */
		for (int left = size ? size : 1; left; left--)
			to = add_stand_in(to, (unsigned char)*bytes++);
	}
	*to = '\0';
	return text;
}

void utf8_to_bytes(char *text)
{
	char *to = text;
	uint32_t code;

	for (const char *from = text; *from;) {
		int size = utf8_character(from, &code);

		if (size && is_stand_in(code)) {
			*to++ = (char)(code - STAND_IN);
			from += size;
			continue;
		}
		*to++ = *from++;
	}
	*to = '\0';
}
