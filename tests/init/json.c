// SPDX-License-Identifier: GPL-2.0
/* JSON: what RFC 8259 allows is read and written back, everything else refused. */
#include "json.h"

#include "caught.h"

/* Written back as the second text; null: refused. */
static const struct {
	const char *text, *plain;
} cases[] = {
	{ "null", "null" },
	{ " true ", "true" },
	{ "[]", "[]" },
	{ "[ 1 , -2.5e+3, 0, \"a\" ]", "[1,-2.5e+3,0,\"a\"]" },
	{ "{\"a\":{\"b\":[{}]},\"\":false}", "{\"a\":{\"b\":[{}]},\"\":false}" },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\"" },
	{ "\"\\u00e9\\u20ac\\ud83d\\ude00\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
	{ "\"\xc3\xa9\"", "\"\xc3\xa9\"" },
	{ "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]" },
	{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", NULL },
	{ "", NULL },
	{ "  ", NULL },
	{ "nul", NULL },
	{ "[", NULL },
	{ "[1", NULL },
	{ "[1,", NULL },
	{ "[1,]", NULL },
	{ "[,1]", NULL },
	{ "[1 2]", NULL },
	{ "]", NULL },
	{ "{\"a\"}", NULL },
	{ "{\"a\":}", NULL },
	{ "{\"a\":1,}", NULL },
	{ "{a:1}", NULL },
	{ "{1:1}", NULL },
	{ "{\"a\":1,\"a\":1}", NULL },
	{ "1 1", NULL },
	{ "01", NULL },
	{ "+1", NULL },
	{ ".5", NULL },
	{ "1.", NULL },
	{ "1e", NULL },
	{ "-", NULL },
	{ "0x10", NULL },
	{ "NaN", NULL },
	{ "\"", NULL },
	{ "\"\\\"", NULL },
	{ "\"\\x41\"", NULL },
	{ "\"\\u12g4\"", NULL },
	{ "\"\\u0000\"", NULL },
	{ "\"\\ude00\"", NULL },
	{ "\"\\ud83d\"", NULL },
	{ "\"\\ud83d\\u0041\"", NULL },
	{ "\"\t\"", NULL },
	{ "\"\xc3\"", NULL },
	{ "\"\xc0\xaf\"", NULL },
	{ "\"\xed\xa0\x80\"", NULL },
	{ "\"\xf5\x80\x80\x80\"", NULL },
	{ "// comment\n1", NULL },
	{ "'a'", NULL },
};

static struct json *parse(const char *text, size_t size, struct json_error *error)
{
	unsigned char *copy = exact_copy((const unsigned char *)text, size);
	struct json *tree = json_parse((const char *)copy, size, error);

	free(copy);
	return tree;
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_error error;
		struct json *tree = parse(cases[i].text, strlen(cases[i].text), &error);
		char plain[128] = "";

		if (tree)
			json_write(tree, plain, sizeof(plain));
		if (!check(cases[i].plain ? tree && strcmp(plain, cases[i].plain) == 0
					  : !tree && error.reason,
			   "case %zu is %s", i, cases[i].plain ? "read" : "refused"))
			note("%s gave %s, %s", cases[i].text, plain, error.reason);
		json_free(tree);
	}
}

static void test_write(void)
{
	struct json_error error;
	struct json *tree = parse("{\"a\":[1,2]}", 11, &error);
	char text[6];

	check(json_write(tree, text, sizeof(text)) == 11 && strcmp(text, "{\"a\":") == 0,
	      "what is written is cut to fit");
	json_set(tree, "a", json_new_text(JSON_TEXT, "x", 1));
	json_set(tree, "b", json_new(JSON_LIST));
	check(json_count(tree) == 2 && strcmp(json_at(tree, "a")->text, "x") == 0,
	      "a member is replaced, another added");
	json_free(tree);
}

/* The sanitizers look on. */
static void test_mutations(void)
{
	static const char text[] =
		"{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\ud83d\\ude00\\n\xe2\x82\xac\"],"
		"\"b\":{\"c\":[[],{}],\"d\":\"\\\"\"}}";
	int read = 0;

	for (int i = 0; i < 300000; i++) {
		unsigned char bytes[sizeof(text)];
		struct json_error error;
		struct json *tree;
		size_t size;

		memcpy(bytes, text, sizeof(text));
		size = mutate(bytes, sizeof(text) - 1);
		tree = parse((char *)bytes, size, &error);
		read += tree != NULL;
		json_free(tree);
	}
	check(read > 1000, "300000 damaged texts do no harm");
}

int main(void)
{
	test_cases();
	test_write();
	test_mutations();
	return finish();
}
