// SPDX-License-Identifier: GPL-2.0
/* The simple commands of maintainer scripts. Conditions are taken to hold. */
#include <stdlib.h>
#include <string.h>

#include "debian.h"

#define DEPTH_MAX 4 /* of loops in loops, and calls in calls */
#define FUNCTIONS_MAX 32

struct function {
	char *name;
	size_t from, to; /* commands */
};

struct script {
	struct maintainer *maintainer;
	struct variables variables;
	struct texts commands;
	struct function functions[FUNCTIONS_MAX];
	size_t function_count;
};

/* Adds the text from begin to end, without what a case pattern or a keyword has before it. */
static void add_command(struct texts *commands, const char *begin, const char *end)
{
	static const char *const keywords[] = { "if ", "then ", "else ", "elif ",
						"do ", "! ",	"{ ",	 "while " };
	bool again = true;

	while (again) {
		again = false;
		while (begin < end && strchr(" \t", *begin))
			begin++;
		for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
			size_t length = strlen(keywords[i]);

			if ((size_t)(end - begin) > length &&
			    strncmp(begin, keywords[i], length) == 0) {
				begin += length;
				again = true;
			}
		}
	}
	if (begin < end)
		texts_add_format(commands, "%.*s", (int)(end - begin), begin);
}

/* What is before a parenthesis that has not been opened is the pattern of a case. */
static void split_commands(struct texts *commands, const char *text)
{
	const char *begin = text;
	int open = 0;
	char quote = 0;

	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1]) {
			at++;
		} else if (quote) {
			quote = *at == quote ? 0 : quote;
		} else if (*at == '\'' || *at == '"') {
			quote = *at;
		} else if (*at == '#' && (at == begin || strchr(" \t", at[-1]))) {
			add_command(commands, begin, at);
			at += strcspn(at, "\n");
			begin = *at ? at + 1 : at--;
		} else if (*at == '(') {
			open++;
		} else if (*at == ')' && open) {
			open--;
		} else if (strchr("\n;&|)", *at)) {
			if (*at != ')')
				add_command(commands, begin, at);
			begin = at + 1;
		}
	}
	add_command(commands, begin, begin + strlen(begin));
}

static void run(struct script *script, size_t from, size_t to, int depth);

static size_t end_of_loop(const struct script *script, size_t from, size_t to)
{
	int depth = 1;

	for (size_t i = from; i < to; i++) {
		const char *command = script->commands.texts[i];

		if (text_begins(command, "for ") || text_begins(command, "while "))
			depth++;
		else if (strcmp(command, "done") == 0 || text_begins(command, "done "))
			depth--;
		if (!depth)
			return i;
	}
	return to;
}

static void run_loop(struct script *script, const struct texts *words, size_t from, size_t to,
		     int depth)
{
	for (size_t i = 3; i < words->count && depth < DEPTH_MAX; i++) {
		variable_set(&script->variables, words->texts[1], words->texts[i]);
		run(script, from, to, depth + 1);
	}
}

#define NAME_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789"

/* NAME=VALUE, and nothing else. */
static bool is_assignment(const struct texts *words)
{
	const char *equals = strchr(words->texts[0], '=');

	return words->count == 1 && equals && equals != words->texts[0] &&
	       strspn(words->texts[0], NAME_BYTES) == (size_t)(equals - words->texts[0]);
}

/* NAME () and what follows, up to a command that is a brace. Returns where that is, or from. */
static size_t take_function(struct script *script, size_t from, size_t to)
{
	const char *command = script->commands.texts[from];
	size_t length = strspn(command, NAME_BYTES);
	size_t end = from + 1;

	if (!length || command[length + strspn(command + length, " \t")] != '(' ||
	    script->function_count == FUNCTIONS_MAX)
		return from;
	while (end < to && strcmp(script->commands.texts[end], "}") != 0)
		end++;
	script->functions[script->function_count++] = (struct function){
		.name = text_format("%.*s", (int)length, command), .from = from + 1, .to = end
	};
	return end;
}

/* Whether the words call a function of the script. */
static bool run_function(struct script *script, const struct texts *words, int depth)
{
	for (size_t i = 0; i < script->function_count; i++) {
		const struct function *function = &script->functions[i];

		if (strcmp(function->name, words->texts[0]) != 0)
			continue;
		for (size_t j = 1; j < words->count && j < 10; j++) {
			char number[] = { (char)('0' + j), '\0' };

			variable_set(&script->variables, number, words->texts[j]);
		}
		if (depth < DEPTH_MAX)
			run(script, function->from, function->to, depth + 1);
		return true;
	}
	return false;
}

static void run(struct script *script, size_t from, size_t to, int depth)
{
	for (size_t i = from; i < to; i++) {
		size_t function = take_function(script, i, to);
		struct texts words = { 0 };

		if (function > i) {
			i = function;
			continue;
		}
		words_of(&words, script->commands.texts[i], &script->variables, true);
		if (words.count > 2 && strcmp(words.texts[0], "for") == 0 &&
		    strcmp(words.texts[2], "in") == 0) {
			size_t end = end_of_loop(script, i + 1, to);

			run_loop(script, &words, i + 1, end, depth);
			i = end;
		} else if (words.count && is_assignment(&words)) {
			variables_read(&script->variables, script->commands.texts[i]);
		} else if (words.count && !run_function(script, &words, depth)) {
			maintainer_command(script->maintainer, &words);
		}
		texts_free(&words);
	}
}

void script_commands(struct maintainer *maintainer, const char *script, const char *package)
{
	struct script running = { .maintainer = maintainer };
	char *text = joined_lines(script);

	variable_set(&running.variables, "DPKG_MAINTSCRIPT_PACKAGE", package);
	variable_set(&running.variables, "1", "configure");
	split_commands(&running.commands, text);
	run(&running, 0, running.commands.count, 0);
	for (size_t i = 0; i < running.function_count; i++)
		free(running.functions[i].name);
	texts_free(&running.commands);
	texts_free(&running.variables.pairs);
	free(text);
}
