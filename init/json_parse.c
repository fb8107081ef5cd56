// SPDX-License-Identifier: GPL-2.0
/* Reading JSON texts (RFC 8259). */
#include <stdlib.h>
#include <string.h>

#include "json.h"

struct parser {
	const char *start, *at, *end;
	const char *reason; /* of the first error; nothing is read after one */
	int depth;
};

static void *give_up(struct parser *parser, const char *reason)
{
	if (!parser->reason)
		parser->reason = reason;
	return NULL;
}

/* The next character, 0 at the end of the text. */
static char peek(const struct parser *parser)
{
	return parser->at < parser->end ? *parser->at : 0;
}

static void skip_blanks(struct parser *parser)
{
	while (parser->at < parser->end && memchr(" \t\r\n", *parser->at, 4))
		parser->at++;
}

static bool take(struct parser *parser, char c)
{
	skip_blanks(parser);
	if (parser->at == parser->end || *parser->at != c)
		return false;
	parser->at++;
	return true;
}

/* Four hexadecimal digits; -1 if they are not. */
static long take_unit(struct parser *parser)
{
	long unit = 0;

	for (int i = 0; i < 4; i++) {
		char c = peek(parser);

		if (c >= '0' && c <= '9')
			unit = unit * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			unit = unit * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
		parser->at++;
	}
	return unit;
}

/* What follows "\u": a character, perhaps as two surrogates. -1 if it is none, or zero. */
static long take_code_point(struct parser *parser)
{
	long high = take_unit(parser);
	long low;

	if (high < 0xd800 || high > 0xdfff)
		return high > 0 ? high : -1;
	if (high > 0xdbff || parser->end - parser->at < 6 || memcmp(parser->at, "\\u", 2) != 0)
		return -1;
	parser->at += 2;
	low = take_unit(parser);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static char *put_utf8(char *out, long c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 63));
		}
		*out++ = (char)(0x80 | (c >> 6 & 63));
	}
	*out++ = (char)(0x80 | (c & 63));
	return out;
}

static char *take_escape(struct parser *parser, char *out)
{
	static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	char c = peek(parser);
	const char *name = c ? strchr(names, c) : NULL;
	long code_point;

	if (name) {
		parser->at++;
		*out++ = meanings[name - names];
		return out;
	}
	if (c != 'u')
		return give_up(parser, "unknown escape in text");
	parser->at++;
	code_point = take_code_point(parser);
	if (code_point < 0)
		return give_up(parser, "\\u escape of no character");
	return put_utf8(out, code_point);
}

/* Copies one UTF-8 sequence (RFC 3629) of more than one byte. */
static char *take_sequence(struct parser *parser, char *out)
{
	const unsigned char *at = (const unsigned char *)parser->at;
	size_t left = (size_t)(parser->end - parser->at);
	size_t length = at[0] < 0xc2   ? 0
			: at[0] < 0xe0 ? 2
			: at[0] < 0xf0 ? 3
			: at[0] < 0xf5 ? 4
				       : 0;
	bool right = length && length <= left;

	for (size_t i = 1; right && i < length; i++)
		right = (at[i] & 0xc0) == 0x80;
	if (right && ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
		      (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f)))
		right = false;
	if (!right)
		return give_up(parser, "text that is not UTF-8");
	memcpy(out, at, length);
	parser->at += length;
	return out + length;
}

/* Decodes up to the closing quote; out has room for what is left of the text. */
static char *take_characters(struct parser *parser, char *out)
{
	while (out) {
		unsigned char c;

		if (parser->at == parser->end)
			return give_up(parser, "text without its closing quote");
		c = (unsigned char)*parser->at;
		if (c == '"')
			return out;
		if (c < ' ')
			return give_up(parser, "control character, or end of line, in text");
		if (c >= 0x80) {
			out = take_sequence(parser, out);
			continue;
		}
		parser->at++;
		if (c == '\\')
			out = take_escape(parser, out);
		else
			*out++ = (char)c;
	}
	return NULL;
}

/* A value of type TEXT; the opening quote was seen. */
static struct json *take_text(struct parser *parser)
{
	const char *start = ++parser->at;
	size_t room = (size_t)(parser->end - start);
	const char *quote = memchr(start, '"', room);
	struct json *value = json_new(JSON_TEXT);
	char *end;

	/* Behind an escaped quote it goes on, but never beyond the rest of the input. */
	if (quote && !memchr(start, '\\', (size_t)(quote - start)))
		room = (size_t)(quote - start);
	value->text = malloc(room + 1);
	end = value->text ? take_characters(parser, value->text) : give_up(parser, "out of memory");
	if (!end) {
		json_free(value);
		return NULL;
	}
	*end = 0;
	parser->at++;
	return value;
}

static const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* The end of the number that begins at "at", by the RFC's grammar; null if it is none. */
static const char *number_end(const char *at, const char *end)
{
	const char *digits;

	at += at < end && *at == '-';
	digits = at;
	at = skip_digits(at, end);
	if (at == digits || (*digits == '0' && at > digits + 1))
		return NULL;
	if (at < end && *at == '.') {
		digits = ++at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	if (at < end && (*at | 32) == 'e') {
		at++;
		at += at < end && (*at == '+' || *at == '-');
		digits = at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	return at;
}

static struct json *take_number(struct parser *parser)
{
	const char *start = parser->at;
	const char *end = number_end(start, parser->end);

	if (!end)
		return give_up(parser, "not a number");
	parser->at = end;
	return json_new_text(JSON_NUMBER, start, (size_t)(end - start));
}

static struct json *take_word(struct parser *parser)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t left = (size_t)(parser->end - parser->at);

	for (size_t i = 0; i < 3; i++) {
		size_t length = strlen(words[i]);

		if (left < length || memcmp(parser->at, words[i], length) != 0)
			continue;
		parser->at += length;
		return json_new_text(i == 2 ? JSON_NULL : JSON_BOOLEAN, words[i], length);
	}
	return give_up(parser, left ? "expected a value" : "it ends too early");
}

static struct json *take_value(struct parser *parser);

/* One member of an object; its name is checked against those before. */
static struct json *take_member(struct parser *parser, const struct json *object)
{
	struct json *name, *value = NULL;

	skip_blanks(parser);
	if (peek(parser) != '"')
		return give_up(parser, "expected a name in double quotes");
	name = take_text(parser);
	if (!name)
		return NULL;
	if (json_at(object, name->text))
		give_up(parser, "the same name twice in one object");
	else if (!take(parser, ':'))
		give_up(parser, "expected a colon");
	else
		value = take_value(parser);
	if (value) {
		value->name = name->text;
		name->text = NULL;
	}
	json_free(name);
	return value;
}

/* A list or an object; its bracket was seen. */
static struct json *take_values(struct parser *parser, enum json_type type, char close)
{
	struct json *values = json_new(type);
	struct json **link = &values->first;

	parser->at++;
	if (parser->depth == JSON_DEPTH_MAX)
		give_up(parser, "nested too deeply");
	else if (take(parser, close))
		return values;
	parser->depth++;
	while (!parser->reason) {
		*link = type == JSON_OBJECT ? take_member(parser, values) : take_value(parser);
		if (!*link)
			break;
		link = &(*link)->next;
		if (take(parser, close)) {
			parser->depth--;
			return values;
		}
		if (!take(parser, ','))
			give_up(parser, type == JSON_OBJECT ? "expected a comma or }"
							    : "expected a comma or ]");
	}
	json_free(values);
	return NULL;
}

static struct json *take_value(struct parser *parser)
{
	char c;

	skip_blanks(parser);
	c = peek(parser);
	if (c == '{')
		return take_values(parser, JSON_OBJECT, '}');
	if (c == '[')
		return take_values(parser, JSON_LIST, ']');
	if (c == '"')
		return take_text(parser);
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(parser);
	return take_word(parser);
}

static void locate(const struct parser *parser, struct json_error *error)
{
	error->reason = parser->reason;
	error->line = 1;
	error->column = 1;
	for (const char *c = parser->start; c < parser->at; c++) {
		error->column = *c == '\n' ? 1 : error->column + 1;
		error->line += *c == '\n';
	}
}

struct json *json_parse(const char *text, size_t size, struct json_error *error)
{
	struct parser parser = { .start = text, .at = text, .end = text + size };
	struct json *value = take_value(&parser);

	skip_blanks(&parser);
	if (value && parser.at < parser.end) {
		give_up(&parser, "something follows its end");
		json_free(value);
		value = NULL;
	}
	locate(&parser, error);
	return value;
}
