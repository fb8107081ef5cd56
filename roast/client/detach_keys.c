// SPDX-License-Identifier: GPL-2.0
/* The keys that detach from a domain's terminal. */
#include <ctype.h>
#include <string.h>

#include "../base/report.h"
#include "client.h"

static int key_of(const char *word)
{
	if (word[0] && !word[1])
		return (unsigned char)word[0];
	if (!text_begins(word, "ctrl-") || !word[5] || word[6])
		return -1;
	if (isalpha((unsigned char)word[5]) || strchr("@[\\]^_", word[5]))
		return toupper((unsigned char)word[5]) & 0x1f;
	return -1;
}

void detach_keys_take(struct detach_keys *keys, const char *text)
{
	struct texts words = { 0 };
	int key;

	*keys = (struct detach_keys){ 0 };
	texts_split(&words, text, ",");
	for (size_t i = 0; i < words.count; i++) {
		key = key_of(words.texts[i]);
		if (key < 0 || keys->count == sizeof(keys->keys))
			fail(STATUS_USAGE,
			     "--detach-keys %s: not keys such as a or ctrl-p, with commas between",
			     text);
		keys->keys[keys->count++] = (uint8_t)key;
	}
	texts_free(&words);
}

/* What was held back because it could have been the beginning, and was not. */
static size_t release(struct detach_keys *keys, uint8_t *out)
{
	size_t count = keys->matched;

	memcpy(out, keys->keys, count);
	keys->matched = 0;
	return count;
}

size_t detach_keys_filter(struct detach_keys *keys, const uint8_t *bytes, size_t count,
			  uint8_t *out, bool *detach)
{
	size_t length = 0;

	*detach = false;
	for (size_t i = 0; i < count && !*detach; i++) {
		if (keys->matched < keys->count && bytes[i] != keys->keys[keys->matched])
			length += release(keys, out + length);
		if (keys->matched < keys->count && bytes[i] == keys->keys[keys->matched])
			keys->matched++;
		else
			out[length++] = bytes[i];
		*detach = keys->count && keys->matched == keys->count;
	}
	return length;
}
