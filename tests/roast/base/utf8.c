// SPDX-License-Identifier: GPL-2.0
/* Bytes of others as text, and as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Both have a function of this name. */
#define note tap_note
#include "tap.h"
#undef note

#include "../../../roast/base/json.h"
#include "../../../roast/base/utf8.h"

static bool is_printed(const char *text, const char *wanted)
{
	char *copy = text_copy(text);
	bool same;

	text_make_printable(copy);
	same = strcmp(copy, wanted) == 0;
	if (!same)
		tap_note("found %s", copy);
	free(copy);
	return same;
}

static bool is_valid(const char *text)
{
	uint32_t code;

	for (int size; *text; text += size) {
		size = utf8_character(text, &code);
		if (!size)
			return false;
	}
	return true;
}

static bool comes_back(const char *bytes)
{
	char *text = utf8_from_bytes(bytes);
	bool valid = is_valid(text), same;

	utf8_to_bytes(text);
	same = strcmp(text, bytes) == 0;
	free(text);
	return valid && same;
}

/* As a record of roast's has it: written, and read again. */
static bool is_kept(const char *bytes)
{
	struct json_object *object = json_object_new_object(), *read;
	char *text;
	bool same;

	json_put_text(object, "text", bytes);
	text = json_to_text(object);
	read = json_from_record(text);
	same = is_valid(text) && text_equal(json_get_text(read, "text"), bytes);
	for (const char *c = text; *c; c++)
		same = same && (*c == '\n' || (unsigned char)*c >= ' ') && *c != 0x7f;
	json_object_put(object);
	json_object_put(read);
	free(text);
	return same;
}

static void test_random(void)
{
	char bytes[64];
	bool good = true;

	srand(1);
	for (int i = 0; i < 200000 && good; i++) {
		size_t size = (size_t)rand() % (sizeof(bytes) - 1);

		for (size_t k = 0; k < size; k++)
			bytes[k] = (char)(1 + rand() % 255);
		bytes[size] = '\0';
		good = comes_back(bytes) && (i % 20 || is_kept(bytes));
		text_make_printable(bytes);
		good = good && is_valid(bytes) && strlen(bytes) <= size;
	}
	check(good, "any bytes come back, and what is made printable is valid");
}

int main(void)
{
	check(is_printed("plain \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
			 "plain \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
	      "text is left as it is");
	check(is_printed("\033[2J\a\n\t\x7f", "?[2J????"), "control characters are not");
	check(is_printed("\xc2\x9b"
			 "31m\xc2\x85",
			 "?31m?"),
	      "nor are those of the second set");
	check(is_printed("caf\xe9", "caf?") && is_printed("\xff\xfe", "??"),
	      "nor what is no UTF-8");
	check(is_printed("\xc0\x80\xe0\x80\xaf\xf0\x80\x80\xaf", "?????????"),
	      "nor what is written too long");
	check(is_printed("\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80", "????????????"),
	      "nor surrogates and what is behind the last character");
	check(is_printed("\xe2\x82", "??") && is_printed("\xf0\x9f\x98", "???"),
	      "nor what is cut off");
	check(is_printed("gpj.\xe2\x80\xae"
			 "exe\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf",
			 "gpj.?exe???"),
	      "nor what turns the direction of writing around, or has no width");
	check(comes_back("caf\xe9/\xee\xbe\x80/\xee\xbf\xbf/\xee\xbd\xbf"), "bytes come back");
	check(is_kept("caf\xe9") && is_kept("\033\xc2\x9b\x7f\xe2\x80\xae\xf3\xa0\x81\x81"),
	      "a record keeps what is no text, and shows nothing of it to a terminal");
	check(json_from_text("{\"text\":\"\xff\"}") == NULL, "JSON of others is valid UTF-8");
	test_random();
	return finish();
}
