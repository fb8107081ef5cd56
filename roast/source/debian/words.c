// SPDX-License-Identifier: GPL-2.0
/* Words of shell scripts and of systemd's units, with variables. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debian.h"

const char *variable_get(const struct variables *variables, const char *name)
{
	for (size_t i = 0; variables && i + 1 < variables->pairs.count; i += 2)
		if (strcmp(variables->pairs.texts[i], name) == 0)
			return variables->pairs.texts[i + 1];
	return NULL;
}

void variable_set(struct variables *variables, const char *name, const char *value)
{
	for (size_t i = 0; i + 1 < variables->pairs.count; i += 2)
		if (strcmp(variables->pairs.texts[i], name) == 0) {
			free(variables->pairs.texts[i + 1]);
			variables->pairs.texts[i + 1] = text_copy(value);
			return;
		}
	texts_add(&variables->pairs, name);
	texts_add(&variables->pairs, value);
}

/* A line being taken apart. */
struct cutter {
	const char *at;
	const struct variables *variables;
	struct texts *words;
	char *word; /* that has been begun, or null */
	char quote; /* 0 outside of quotes */
};

static void append(struct cutter *cutter, const char *text, size_t length)
{
	char *longer = text_format("%s%.*s", cutter->word ? cutter->word : "", (int)length, text);

	free(cutter->word);
	cutter->word = longer;
}

static void end_word(struct cutter *cutter)
{
	if (cutter->word)
		texts_take(cutter->words, cutter->word);
	cutter->word = NULL;
}

/* Outside of quotes blanks in a value make several words. */
static void append_value(struct cutter *cutter, const char *value)
{
	while (*value) {
		size_t length = strcspn(value, " \t\n");

		if (cutter->quote) {
			append(cutter, value, strlen(value));
			return;
		}
		if (length)
			append(cutter, value, length);
		value += length;
		if (*value)
			end_word(cutter);
		value += strspn(value, " \t\n");
	}
}

/* ${NAME:-otherwise} has the otherwise where the variable is empty. */
static void take_variable(struct cutter *cutter)
{
	bool braced = cutter->at[1] == '{';
	const char *name = cutter->at + 1 + braced;
	size_t length = 0, all;
	char *text;
	const char *value;

	while (isalnum((unsigned char)name[length]) || name[length] == '_')
		length++;
	all = braced ? strcspn(name, "}") : length;
	text = text_format("%.*s", (int)length, name);
	value = variable_get(cutter->variables, text);
	free(text);
	if ((!value || !*value) && braced && strncmp(name + length, ":-", 2) == 0) {
		text = text_format("%.*s", (int)(all - length - 2), name + length + 2);
		append_value(cutter, text);
		free(text);
	} else if (value) {
		append_value(cutter, value);
	}
	if (cutter->quote && !cutter->word)
		append(cutter, "", 0);
	if (!length && !braced)
		append(cutter, "$", 1);
	cutter->at = name + all + (braced && name[all] == '}');
}

static void take_quote(struct cutter *cutter)
{
	if (!cutter->quote)
		cutter->quote = *cutter->at;
	else if (cutter->quote == *cutter->at)
		cutter->quote = 0;
	else
		append(cutter, cutter->at, 1);
	append(cutter, "", 0);
	cutter->at++;
}

void words_of(struct texts *words, const char *line, const struct variables *variables, bool shell)
{
	struct cutter cutter = { .at = line, .variables = variables, .words = words };

	while (*cutter.at) {
		char byte = *cutter.at;

		if (byte == '\\' && cutter.quote != '\'' && cutter.at[1]) {
			append(&cutter, cutter.at + 1, 1);
			cutter.at += 2;
		} else if (byte == '\'' || byte == '"') {
			take_quote(&cutter);
		} else if (byte == '$' && cutter.quote != '\'') {
			take_variable(&cutter);
		} else if (!cutter.quote && (byte == ' ' || byte == '\t')) {
			end_word(&cutter);
			cutter.at++;
		} else if (shell && !cutter.quote &&
			   (strchr(";&|<>()", byte) || (byte == '#' && !cutter.word))) {
			break;
		} else {
			append(&cutter, cutter.at++, 1);
		}
	}
	end_word(&cutter);
}

char *joined_lines(const char *text)
{
	char *joined = text_copy(text), *to = joined;

	for (const char *from = joined; *from; from++) {
		if (from[0] == '\\' && from[1] == '\n')
			from++;
		else
			*to++ = *from;
	}
	*to = '\0';
	return joined;
}

void variables_read(struct variables *variables, const char *text)
{
	struct texts lines = { 0 };
	char *joined = joined_lines(text);

	texts_split(&lines, joined, "\n");
	free(joined);
	for (size_t i = 0; i < lines.count; i++) {
		const char *line = lines.texts[i] + strspn(lines.texts[i], " \t");
		const char *equals = strchr(line, '=');
		struct texts words = { 0 };
		char *name, *value;

		if (!equals || equals == line || *line == '#' || *line == ';')
			continue;
		name = text_format("%.*s", (int)(equals - line), line);
		words_of(&words, equals + 1, variables, false);
		value = texts_join(&words, " ");
		variable_set(variables, name, value);
		texts_free(&words);
		free(name);
		free(value);
	}
	texts_free(&lines);
}
