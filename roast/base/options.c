// SPDX-License-Identifier: GPL-2.0
/* Flags of a verb. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "options_help.h"
#include "report.h"
#include "standard.h"

static bool help_wanted;

const struct option_row common_options[] = {
	{ 'h', "help", OPTION_SWITCH, NULL, "this text", &help_wanted },
	{ 0, "quiet", OPTION_SWITCH, NULL, "no progress, no notes", &report_settings.quiet },
	{ 0, "json", OPTION_SWITCH, NULL, "results, notes and errors as JSON",
	  &report_settings.json },
	{ 0 },
};

static const struct option_row *find_in(const struct option_row *rows, char letter,
					const char *name, size_t length)
{
	for (; rows && rows->name; rows++) {
		if (letter && rows->letter == letter)
			return rows;
		if (name && strlen(rows->name) == length && strncmp(rows->name, name, length) == 0)
			return rows;
	}
	return NULL;
}

static const struct option_row *find(const struct verb *verb, char letter, const char *name,
				     size_t length)
{
	const struct option_row *row = find_in(verb->options, letter, name, length);

	return row ? row : find_in(common_options, letter, name, length);
}

static void __attribute__((noreturn)) unknown(const struct verb *verb, const char *flag)
{
	fail(STATUS_USAGE, "%s: unknown flag %s; roast %s --help lists them", verb->name, flag,
	     verb->name);
}

static void set(const struct option_row *row, const char *value)
{
	if (row->kind == OPTION_SWITCH)
		*(bool *)row->value = !value || strcmp(value, "true") == 0;
	else if (row->kind == OPTION_TEXT)
		*(const char **)row->value = value;
	else
		texts_add(row->value, value);
}

/* A value in the same word, or the next one; a switch takes none but "=true" and "=false". */
static char **take_value(const struct verb *verb, const struct option_row *row, const char *flag,
			 const char *value, char **argv)
{
	if (row->kind == OPTION_SWITCH) {
		if (value && strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
			fail(STATUS_USAGE, "%s: %s is true or false, not %s", verb->name, flag,
			     value);
	} else if (!value) {
		value = *++argv;
		if (!value)
			fail(STATUS_USAGE,
			     "%s: %s needs an argument: %s; roast %s --help tells more", verb->name,
			     flag, row->argument, verb->name);
	}
	set(row, value);
	return argv;
}

static char **take_long(const struct verb *verb, char **argv)
{
	char *word = *argv;
	char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) - 2 : strlen(word) - 2;
	const struct option_row *row = find(verb, 0, word + 2, length);

	if (!row)
		unknown(verb, word);
	return take_value(verb, row, word, equals ? equals + 1 : NULL, argv);
}

/* -it is -i -t; -p80:80 and -p=80:80 are -p 80:80. */
static char **take_letters(const struct verb *verb, char **argv)
{
	char *word = *argv;

	for (const char *letter = word + 1; *letter; letter++) {
		const struct option_row *row = find(verb, *letter, NULL, 0);
		const char *value = letter[1] == '=' ? letter + 2 : letter + 1;

		if (!row)
			unknown(verb, word);
		if (row->kind == OPTION_SWITCH && letter[1] != '=') {
			set(row, NULL);
			continue;
		}
		return take_value(verb, row, word, *value ? value : NULL, argv);
	}
	return argv;
}

void options_take(const struct verb *verb, char **argv, struct texts *arguments)
{
	bool flags = true;

	for (; *argv; argv++) {
		if (flags && strcmp(*argv, "--") == 0) {
			flags = false;
			/* Behind a program's name it tells its arguments apart. */
			if (verb->options_first && arguments->count)
				texts_add(arguments, *argv);
		} else if (!flags || (*argv)[0] != '-' || !(*argv)[1]) {
			texts_add(arguments, *argv);
			flags = flags && !verb->options_first;
		} else {
			argv = (*argv)[1] == '-' ? take_long(verb, argv) : take_letters(verb, argv);
		}
	}
	if (help_wanted) {
		help_verb(verb);
		standard_output_end();
		exit(STATUS_OK);
	}
}
