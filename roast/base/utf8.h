/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes that others wrote, as text. A terminal obeys control characters, a person is misled by
 * those that turn the direction of writing around, and JSON has no place for what is not UTF-8.
 */
#ifndef ROAST_UTF8_H
#define ROAST_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How many bytes the character at text has, and in *code which one it is; 0 if the bytes there are
 * no character of UTF-8 as RFC 3629 has it, so none that is written longer than it needs to be, no
 * surrogate and nothing behind U+10FFFF. Byte 0 is none either.
 */
int utf8_character(const char *text, uint32_t *code);

/* Whether a character does something instead of being seen: see above. */
bool utf8_is_control(uint32_t code);

/*
 * Replaces in place, by one '?' each, every byte that is no UTF-8 and every control character, so
 * that the rest may be printed, on one line.
 */
void text_make_printable(char *text);

/*
 * The text in valid UTF-8, of which utf8_to_bytes() makes the same bytes again: a byte that is no
 * UTF-8 is one character from U+EF80 to U+EFFF, and so is each byte of such a character. The
 * caller's.
 */
char *utf8_from_bytes(const char *bytes);
/* In place: the bytes never become more. */
void utf8_to_bytes(char *text);

#endif
